create function neon_auth_api.manage_add_team(key_hash bytea, organization_id text, name text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  meant neon_auth.organization;
  made  uuid;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_add_team.organization_id);
  if coalesce(manage_add_team.name, '') = '' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  insert into neon_auth.team as t (name, "organizationId", "updatedAt")
  values (manage_add_team.name, meant.id, now())
  returning t.id into made;
  return jsonb_build_object('id', made);
end
$$;

comment on function neon_auth_api.manage_add_team(bytea, text, text) is
  'POST /console/db/NAME/organizations/ID/teams: creates a team. Fails if the key with that hash may not write, with '
  'ORGANIZATION_NOT_FOUND, INVALID_VALUE, TOO_MANY_TEAMS.';
