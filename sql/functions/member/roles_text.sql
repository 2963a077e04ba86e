-- roles_text returns a role, or a list of roles, as it is stored with members.
create function neon_auth_internal.roles_text(role json)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case json_typeof(role)
    when 'array' then (
      select coalesce(string_agg(r.role, ',' order by r.position), '')
      from json_array_elements_text(roles_text.role) with ordinality as r (role, position))
    else role #>> '{}'
  end
$$;
