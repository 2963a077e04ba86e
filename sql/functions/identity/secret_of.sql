-- secret_of returns the secret that seals the contexts of a branch, which must be this one. A copy generates its own
-- secret in its first writing transaction. Until that commits, the parent's secret is used.
create function neon_auth_internal.secret_of(branch text)
returns bytea
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  secret bytea := (
    select s.secret from neon_auth.context_secret s where s.branch = secret_of.branch);
begin
  if secret is null
    and neon_auth_internal.may_prepare()
    and neon_auth_internal.try_lock_task('context')
  then
    insert into neon_auth.context_secret (branch, secret)
    values (
      secret_of.branch,
      sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
    on conflict do nothing;
  end if;

  if secret is null then
    select s.secret into strict secret
    from neon_auth.context_secret s
    order by s.branch = secret_of.branch desc, s."createdAt" desc
    limit 1;
  end if;
  return secret;
end
$$;
