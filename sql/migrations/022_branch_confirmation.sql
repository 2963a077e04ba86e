-- Identities under which this database may send mail and webhook events. A copy computes another identity, which is not
-- among them, so its mail is held. A database that already exists keeps sending.
create table neon_auth.branch_confirmation (
  branch       text not null,
  "createdAt"  timestamptz not null default current_timestamp,
  constraint branch_confirmation_pkey primary key (branch),
  constraint branch_confirmation_is_an_identity check (branch ~ '^ep-[0-9a-f]{16}$')
);

insert into neon_auth.branch_confirmation (branch) values (neon_auth.branch_identity());

alter table neon_auth.branch_confirmation enable row level security;

comment on table neon_auth.branch_confirmation is
  'Internal: identities under which mail and events are sent. See confirm_branch() and neon_auth.branch_overview.';
comment on column neon_auth.branch_confirmation.branch is 'The identity, branch_identity() at that time.';
comment on column neon_auth.branch_confirmation."createdAt" is 'When it was confirmed, or installed.';
