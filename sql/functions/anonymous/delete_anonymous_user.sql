create function neon_auth_api.delete_anonymous_user(token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session;
begin
  perform neon_auth_internal.lock_own_removal(token_hash);
  own := neon_auth_internal.require_session(token_hash);
  if not (select o.is_deletable from neon_auth_internal.anonymous_option o) then
    perform neon_auth_internal.fail('ANONYMOUS_DELETION_DISABLED');
  elsif not neon_auth_internal.is_still_anonymous(own."userId") then
    perform neon_auth_internal.fail('USER_IS_NOT_ANONYMOUS');
  elsif own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  perform neon_auth_internal.delete_own_user(own."userId");
  return json_build_object('success', true);
end
$$;

comment on function neon_auth_api.delete_anonymous_user(text) is
  'POST /delete-anonymous-user: deletes the caller, an anonymous user who has no way to sign in yet. Fails with UNAUTHORIZED, '
  'ANONYMOUS_DELETION_DISABLED, USER_IS_NOT_ANONYMOUS, IMPERSONATING, SOLE_OWNER, LAST_ADMINISTRATOR.';
