create or replace function neon_auth.find_user(who text)
returns uuid
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted constant uuid := coalesce(auth.as_uuid(who), (neon_auth_internal.find_user(who)).id);
begin
  if not exists (select from neon_auth."user" u where u.id = wanted) then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return wanted;
end
$$;

comment on function neon_auth.find_user(text) is
  'Returns the id of the user with that address, in any spelling, or with that id. Raises NA404 if there is none.';
