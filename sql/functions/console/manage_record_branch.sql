create function neon_auth_api.manage_record_branch(key_hash bytea, action text, name text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write'); -- names the key for the audit log
  perform neon_auth_management.require_project_key(key_hash, 'write');
  if action is null or action not in ('create', 'reset', 'delete') then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  insert into neon_auth.audit_log (entity, action, target, "managementKey", "ipAddress", "userAgent")
  values (
    'branch', manage_record_branch.action, left(manage_record_branch.name, 128),
    left(nullif(current_setting('neon_auth.management_key', true), ''), 128),
    left(nullif(current_setting('neon_auth.ip_address', true), ''), 64),
    left(nullif(current_setting('neon_auth.user_agent', true), ''), 256));
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_record_branch(bytea, text, text) is
  'POST /console/db/NAME/branches/new, /reset and /delete, in the home database: records who is about to create, reset or '
  'delete a branch (action). Fails if the key with that hash may not write in the whole project, and with INVALID_VALUE.';
