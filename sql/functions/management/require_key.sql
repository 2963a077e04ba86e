-- require_key fails unless the key with that SHA-256 hash may read or write (need) this branch. It is the first
-- statement of every function neon_auth_api.manage_*. The audit log names the key.
create or replace function neon_auth_management.require_key(key_hash bytea, need text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  found_key neon_auth_management.key;
  problem   text;
begin
  select * into found_key from neon_auth_management.key k where k.hash = key_hash;
  problem := neon_auth_management.key_problem(found_key, need, neon_auth_management.branch_id());
  if problem is not null then
    perform neon_auth_management.fail(problem);
  end if;
  perform set_config('neon_auth.management_key', found_key.name || ' (' || found_key.start || '…)', true);
end
$$;
