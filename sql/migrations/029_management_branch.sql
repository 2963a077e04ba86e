-- The branches that `neonauth branch create` has made. The home database (DATABASE_URL) is authoritative; copies of it
-- are emptied. It stays when auth is disabled there, and what exists is not touched when auth is enabled again.
do $$
begin
  if to_regclass('neon_auth_management.branch') is null then
    create table neon_auth_management.branch (
      key         uuid not null default gen_random_uuid(),
      id          text,
      name        text not null,
      temporary   text not null,
      parent      text not null,
      parent_name text not null,
      method      text,
      ttl         interval,
      expires_at  timestamptz,
      masked      boolean not null default false,
      kept        text[] not null default '{}',
      created_at  timestamptz not null default current_timestamp,
      constraint branch_pkey primary key (key),
      constraint branch_id_key unique (id),
      constraint branch_temporary_key unique (temporary),
      constraint method_is_known check (method in ('template', 'dump')),
      constraint ttl_is_positive check (ttl > interval '0')
    );
    create index branch_parent_idx on neon_auth_management.branch (parent);
    alter table neon_auth_management.branch enable row level security;
    comment on table neon_auth_management.branch is 'Branches that neonauth has made: only these are deleted, by the command or when they expire.';
    comment on column neon_auth_management.branch.id is 'branch_id() of the database, which a later database of the same name does not have. Null while it is made.';
    comment on column neon_auth_management.branch.name is 'Name of the database when it was made.';
    comment on column neon_auth_management.branch.temporary is 'Name of the database while it is made.';
    comment on column neon_auth_management.branch.parent is 'branch_id() of the database it is a copy of.';
    comment on column neon_auth_management.branch.method is 'template, or dump: dumped and restored.';
    comment on column neon_auth_management.branch.kept is 'Addresses that masking kept, for a reset.';
  end if;
end
$$;
