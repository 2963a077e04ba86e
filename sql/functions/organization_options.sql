-- organization_option returns the settings for teams and for roles that organizations define, under Better Auth's
-- names. It has one row. A null limit means no limit.
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
