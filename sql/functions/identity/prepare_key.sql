-- prepare_key builds the combs of a key that has just verified a token, if they are missing. A concurrent caller does
-- not wait for this transaction: it verifies once more without combs.
create function neon_auth_internal.prepare_key(key bytea)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  missing bytea;
begin
  if exists (select from neon_auth.ed25519_comb m where m.key = prepare_key.key and m.slot = 1)
    or not neon_auth_internal.may_prepare()
    or not neon_auth_internal.try_lock_task('key')
  then
    return;
  end if;

  -- Keys that no longer verify tokens need no comb: a dozen rotations would leave 25 MB.
  delete from neon_auth.ed25519_comb m
  where m.key <> '' and m.key <> all (
    select k.key
    from neon_auth.jwks j, neon_auth_internal.signing_key(j.id::text) k (key)
    where k.key is not null);

  for missing in
    select n.key from (values (''::bytea), (prepare_key.key)) n (key)
    where not exists (select from neon_auth.ed25519_comb m where m.key = n.key and m.slot = 1)
  loop
    perform neon_auth_internal.build_comb(missing);
  end loop;
end
$$;
