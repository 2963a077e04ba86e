create function neon_auth_api.delete_user_callback(token_hash text, delete_token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session;
begin
  if not (select c.delete_user_enabled from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('NOT_FOUND');
  end if;
  perform neon_auth_internal.lock_own_removal(token_hash);
  own := neon_auth_internal.find_session(token_hash);
  if own.id is null then
    perform neon_auth_internal.fail('FAILED_TO_GET_USER_INFO');
  elsif own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  perform neon_auth_internal.use_delete_token(own."userId", delete_token_hash);
  return neon_auth_internal.delete_own_user(own."userId");
end
$$;

comment on function neon_auth_api.delete_user_callback(text, text) is
  'GET /delete-user/callback: deletes the caller, who presents the token that was mailed to them. Fails with '
  'NOT_FOUND when deletion is disabled, FAILED_TO_GET_USER_INFO, IMPERSONATING, DELETE_TOKEN_INVALID, '
  'LAST_ADMINISTRATOR.';
