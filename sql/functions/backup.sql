-- pg_dump reads every table, so the database's owner may read them all, with pg_dump --enable-row-security. No policy
-- shows the owner the rows that a restored database generates itself: secrets and caches of this branch.
do $$
declare
  dumped record;
begin
  for dumped in
    select c.oid::regclass as name, c.relname in ('context_secret', 'verified_token', 'ed25519_comb', 'write_mark')
      or c.relnamespace = 'neon_auth_management'::regnamespace as is_own -- the installing login copies keys
    from pg_class c
    where c.relnamespace in ('neon_auth'::regnamespace, 'neon_auth_management'::regnamespace, 'auth'::regnamespace) and c.relkind in ('r', 'p')
  loop
    if not has_table_privilege('pg_database_owner', dumped.name, 'select') then
      execute format('grant select on %s to pg_database_owner', dumped.name);
    end if;
    if not dumped.is_own then
      perform neon_auth_internal.open_policy(dumped.name, 'backup', 'select');
    end if;
  end loop;
end
$$;

grant usage on schema neon_auth_management to pg_database_owner;
grant select on all sequences in schema neon_auth to pg_database_owner;

-- A restored database has no secret yet, and read-only transactions cannot generate one.
insert into neon_auth.context_secret (branch, secret)
select neon_auth.branch_identity(),
  sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
where not exists (select from neon_auth.context_secret);
