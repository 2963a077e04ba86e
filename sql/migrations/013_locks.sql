-- Tasks that one transaction at a time may run lock their row here. Nobody but the schema's owner can read or lock the
-- rows, whereas any login can take an advisory lock whose key it has seen in pg_locks.
create table neon_auth.task_lock (
  name text not null,
  constraint task_lock_pkey primary key (name)
);

insert into neon_auth.task_lock (name) values ('audit'), ('context'), ('import'), ('key');

-- Names that a transaction has claimed until it ends, see neon_auth_internal.claim_name. Always empty to others.
create unlogged table neon_auth.claimed_name (
  name text not null,
  constraint claimed_name_pkey primary key (name)
);

alter table neon_auth.task_lock enable row level security;
alter table neon_auth.claimed_name enable row level security;

comment on table neon_auth.task_lock is 'one row per task that only one transaction at a time may run';
comment on table neon_auth.claimed_name is 'names that transactions under way have claimed; its rows never outlive them';

-- A branch keeps one code or link under a name. Of duplicates, which only SQL can have made, the latest stays.
delete from neon_auth.verification earlier
using neon_auth.verification later
where earlier.identifier = later.identifier
  and earlier.branch = later.branch
  and (earlier."createdAt", earlier.id) < (later."createdAt", later.id);

alter table neon_auth.verification
add constraint verification_identifier_branch_key unique (identifier, branch);
