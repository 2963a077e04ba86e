-- What the roles of an organization may do: Better Auth's defaults.
create view neon_auth_internal.organization_permission as
select p.role, p.resource, unnest(p.actions) as action
from (
  values
    ('owner', 'organization', '{update,delete}'::text[]),
    ('owner', 'member', '{create,update,delete}'),
    ('owner', 'invitation', '{create,cancel}'),
    ('owner', 'team', '{create,update,delete}'),
    ('owner', 'ac', '{create,read,update,delete}'),
    ('admin', 'organization', '{update}'),
    ('admin', 'member', '{create,update,delete}'),
    ('admin', 'invitation', '{create,cancel}'),
    ('admin', 'team', '{create,update,delete}'),
    ('admin', 'ac', '{create,read,update,delete}'),
    ('member', 'ac', '{read}')
) as p (role, resource, actions);
