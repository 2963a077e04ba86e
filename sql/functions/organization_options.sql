-- organization_option is what the settings say of teams and of roles of an organization's own, under Better Auth's
-- names: one row. A limit that is null does not exist.
create view neon_auth_internal.organization_option as
select
  c.organizations and neon_auth_internal.setting(c.organization_options, '{teams,enabled}', false) as teams,
  nullif(neon_auth_internal.setting(c.organization_options, '{teams,maximumTeams}', null::integer), 0) as maximum_teams,
  neon_auth_internal.setting(c.organization_options, '{teams,maximumMembersPerTeam}', null::integer)
    as maximum_team_members,
  neon_auth_internal.setting(c.organization_options, '{teams,allowRemovingAllTeams}', false) as may_remove_all_teams,
  neon_auth_internal.setting(c.organization_options, '{teams,defaultTeam,enabled}', true) as default_team,
  c.organizations and neon_auth_internal.setting(c.organization_options, '{dynamicAccessControl,enabled}', false)
    as dynamic_roles,
  neon_auth_internal.setting(c.organization_options, '{dynamicAccessControl,maximumRolesPerOrganization}', null::integer)
    as maximum_roles
from neon_auth_internal.config c;
