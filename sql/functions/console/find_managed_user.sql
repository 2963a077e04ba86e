-- find_managed_user returns the user with the given id, locked until the transaction ends. Fails with USER_NOT_FOUND,
-- also when the text is no id.
create function neon_auth_internal.find_managed_user(user_id text)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = auth.as_uuid(user_id) for no key update;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return who;
end
$$;
