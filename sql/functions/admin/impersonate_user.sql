create function neon_auth_api.impersonate_user(token_hash text, user_id text, new_token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session;
  who    neon_auth."user";
  opened neon_auth.session;
begin
  own := neon_auth_internal.require_permission(token_hash, 'user', 'impersonate', 'IMPERSONATE_NOT_ALLOWED');
  perform neon_auth_internal.hold_session(own);
  -- Locked, so that the user cannot become an administrator between the check and the insert of the session.
  select * into who
  from neon_auth."user" u
  where u.id = neon_auth_internal.require_uuid(impersonate_user.user_id)
  for share;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif neon_auth_internal.is_admin(who.role) then
    perform neon_auth_internal.fail('CANNOT_IMPERSONATE_ADMINS');
  end if;

  opened := neon_auth_internal.open_session(who.id, new_token_hash, false, own."userId");
  update neon_auth.session_origin o set "openedBy" = own.id where o."sessionId" = opened.id;
  return json_build_object(
    'session', neon_auth_internal.session_json(opened), 'user', neon_auth_internal.user_json(who));
end
$$;

comment on function neon_auth_api.impersonate_user(text, text, text) is
  'POST /admin/impersonate-user: opens a session as another user, for one hour, with new_token_hash. Fails with '
  'UNAUTHORIZED, IMPERSONATE_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE, USER_NOT_FOUND, CANNOT_IMPERSONATE_ADMINS, '
  'BANNED_USER.';
