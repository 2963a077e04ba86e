-- role_text returns a role, or a list of roles, as it is stored. Fails with INVALID_ROLE_TYPE for anything else.
create function neon_auth_internal.role_text(role jsonb)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if jsonb_typeof(role) = 'string' then
    return role #>> '{}';
  elsif jsonb_typeof(role) <> 'array'
    or exists (select from jsonb_array_elements(role) r where jsonb_typeof(r) <> 'string')
  then
    perform neon_auth_internal.fail('INVALID_ROLE_TYPE');
  end if;
  return (select coalesce(string_agg(r.value, ',' order by r.position), '')
    from jsonb_array_elements_text(role) with ordinality as r (value, position));
end
$$;
