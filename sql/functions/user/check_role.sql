-- check_role fails with 22023 for a text that is no list of roles. It warns of roles that the API does not know: they
-- are the app's own, or mistyped.
create function neon_auth_internal.check_role(role text)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  roles   constant text[] := regexp_split_to_array(check_role.role, E'\\s*,\\s*');
  unknown constant text := (
    select string_agg(r.name, ', ') from unnest(roles) r (name)
    where r.name not in (select p.role from neon_auth_internal.permission p));
begin
  if check_role.role is null or exists (select from unnest(roles) r (name) where r.name !~ E'^[^,\\s](?:[^,]*[^,\\s])?$') then
    raise exception 'a role is a name, or names separated by commas' using errcode = 'invalid_parameter_value';
  elsif unknown <> '' then
    raise warning 'the role % allows nothing in the API: it only means what your app makes of it', left(unknown, 200) using
      hint = 'Roles with permissions: admin, user.';
  end if;
  return roles;
end
$$;
