-- verify_address notes that the user has proved his address, and gives him as he is then.
create function neon_auth_internal.verify_address(user_id uuid)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  update neon_auth."user" u set "emailVerified" = true
  where u.id = verify_address.user_id and not u."emailVerified";
  select * into who from neon_auth."user" u where u.id = verify_address.user_id;
  return who;
end
$$;
