-- require_project_key returns the key with that SHA-256 hash if it may read or write (need) the project as a whole, and
-- fails otherwise. A key for one branch may read, but must be shown its branch only.
create or replace function neon_auth_management.require_project_key(key_hash bytea, need text)
returns neon_auth_management.key
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  found_key neon_auth_management.key;
  problem   text;
begin
  select * into found_key from neon_auth_management.key k where k.hash = key_hash;
  problem := neon_auth_management.key_problem(found_key, need, null);
  if problem is not null then
    perform neon_auth_management.fail(problem);
  end if;
  return found_key;
end
$$;
