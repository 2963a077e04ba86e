-- Failures of the management API that must work while auth is disabled, when neon_auth_internal does not exist. All
-- other failures of the management API are in failures.sql.
create or replace view neon_auth_management.failure as
select f.name, f.status, f.message
from (
  values
    ('KEY_UNKNOWN', 401, 'This management key does not exist. Create one with: neonauth key create'),
    ('KEY_REVOKED', 401, 'This management key is revoked'),
    ('KEY_EXPIRED', 401, 'This management key has expired'),
    ('KEY_OTHER_PROJECT', 403,
      'This management key is from another project: this database is a copy from another server. Create a new key'),
    ('KEY_READ_ONLY', 403, 'This management key may only read'),
    ('KEY_OTHER_BRANCH', 403, 'This management key is for another branch'),
    ('KEY_NOT_PROJECT', 403, 'This management key is for one branch and cannot change the project'),
    ('PROJECT_NOT_FOUND', 404, 'Project not found'),
    ('BRANCH_NOT_FOUND', 404, 'Branch not found'),
    ('TOO_MANY_REQUESTS', 429, 'Too many requests. Please try again later.')
) as f (name, status, message);
