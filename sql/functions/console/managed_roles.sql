-- managed_roles returns roles, separated by commas, as members store them. Fails with ROLE_MISSING, and with
-- ROLE_NOT_FOUND for a role that the organization does not have: it would grant what a later role of that name allows.
create function neon_auth_internal.managed_roles(organization_id uuid, roles text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  given   constant text := (
    select string_agg(trim(r.role), ',' order by r.position)
    from unnest(string_to_array(roles, ',')) with ordinality as r (role, position)
    where trim(r.role) <> '');
  unknown constant text := neon_auth_internal.unknown_roles(organization_id, given);
begin
  if given is null then
    perform neon_auth_internal.fail('ROLE_MISSING');
  elsif unknown is not null then
    perform neon_auth_internal.fail('ROLE_NOT_FOUND', unknown);
  end if;
  return given;
end
$$;
