-- verify_address marks the user's address as verified and returns the updated user.
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
