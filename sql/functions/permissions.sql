-- Permissions of the roles. Any other role allows nothing.
create view neon_auth_internal.permission as
select p.role, p.resource, p.actions
from (
  values
    ('admin', 'user', '["create", "list", "set-role", "ban", "impersonate", "delete", "set-password", "get", "update"]'::jsonb),
    ('admin', 'session', '["list", "revoke", "delete"]'),
    ('user', 'user', '[]'),
    ('user', 'session', '[]')
) as p (role, resource, actions);
