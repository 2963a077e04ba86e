-- What is needed to finish a branch whose creation was interrupted, and to know that it was. It stays when auth is disabled, as
-- the other tables of this schema.
do $$
begin
  if to_regclass('neon_auth_management.branch') is not null then
    alter table neon_auth_management.branch
      add column if not exists lock integer,
      add column if not exists database oid,
      add column if not exists replaces text;
    comment on column neon_auth_management.branch.lock is 'Number of the advisory lock that its creator holds until it is finished. Null if an earlier release made it.';
    comment on column neon_auth_management.branch.database is 'Oid of its database while it is complete and not finished: only its name and registration are missing.';
    comment on column neon_auth_management.branch.replaces is 'Id of the branch that it replaces, from the same moment on.';
  end if;
end
$$;
