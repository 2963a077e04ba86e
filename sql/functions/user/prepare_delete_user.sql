create function neon_auth_api.prepare_delete_user(token_hash text)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if not config.delete_user_enabled then
    perform neon_auth_internal.fail('NOT_FOUND');
  end if;
  return neon_auth_internal.require_password(own."userId");
end
$$;

comment on function neon_auth_api.prepare_delete_user(text) is
  'POST /delete-user with a password, first step: returns the hash to verify it against. Fails with UNAUTHORIZED, '
  'IMPERSONATING, NOT_FOUND when deletion is disabled, CREDENTIAL_ACCOUNT_NOT_FOUND.';
