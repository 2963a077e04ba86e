create function neon_auth_api.manage_get_mail_server(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return neon_auth_internal.managed_mail_server();
end
$$;

comment on function neon_auth_api.manage_get_mail_server(bytea) is
  'GET …/auth/email_provider and …/auth/email_server of the management API: the mail server, with an empty password. '
  'Fails as require_key does.';
