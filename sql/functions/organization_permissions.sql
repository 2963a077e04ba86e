-- Permissions of Better Auth's own roles.
create view neon_auth_internal.predefined_permission as
select p.role, p.resource, p.actions
from (
  values
    ('owner', 'organization', '["update", "delete"]'::jsonb),
    ('owner', 'member', '["create", "update", "delete"]'),
    ('owner', 'invitation', '["create", "cancel"]'),
    ('owner', 'team', '["create", "update", "delete"]'),
    ('owner', 'ac', '["create", "read", "update", "delete"]'),
    ('admin', 'organization', '["update"]'),
    ('admin', 'member', '["create", "update", "delete"]'),
    ('admin', 'invitation', '["create", "cancel"]'),
    ('admin', 'team', '["create", "update", "delete"]'),
    ('admin', 'ac', '["create", "read", "update", "delete"]'),
    ('member', 'organization', '[]'),
    ('member', 'member', '[]'),
    ('member', 'invitation', '[]'),
    ('member', 'team', '[]'),
    ('member', 'ac', '["read"]')
) as p (role, resource, actions);

-- Permissions of roles that organizations defined, if the settings allow such roles. A role without permissions is
-- listed too, with an empty resource and no actions.
create view neon_auth_internal.own_permission as
select r."organizationId", r.role, coalesce(e.resource, '') as resource, coalesce(e.actions, '[]') as actions
from neon_auth."organizationRole" r
left join lateral jsonb_each(r.permission::jsonb) e (resource, actions) on true
where (select o.dynamic_roles from neon_auth_internal.organization_option o);

-- Permissions of the roles of each organization.
create view neon_auth_internal.organization_permission as
select o.id as "organizationId", p.role, p.resource, p.actions
from neon_auth.organization o cross join neon_auth_internal.predefined_permission p
union all
select * from neon_auth_internal.own_permission;
