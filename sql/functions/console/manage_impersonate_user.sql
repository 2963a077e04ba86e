create function neon_auth_api.manage_impersonate_user(key_hash bytea, user_id text, new_token_hash text, verifier jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who    neon_auth."user";
  opened neon_auth.session;
  used   neon_auth_management.key;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  select * into used from neon_auth_management.key k where k.hash = key_hash for share; -- a revocation waits, and ends the session
  if used.revoked_at is not null then
    perform neon_auth_management.fail('KEY_REVOKED');
  end if;
  who := neon_auth_internal.find_managed_user(manage_impersonate_user.user_id);
  if neon_auth_internal.is_admin(who.role) then
    perform neon_auth_internal.fail('CANNOT_IMPERSONATE_ADMINS');
  end if;
  opened := neon_auth_internal.open_session(who.id, new_token_hash, false, used.id);
  if used.expires_at < opened."expiresAt" then
    update neon_auth.session s set "expiresAt" = used.expires_at where s.id = opened.id returning s.* into opened;
  end if;
  -- No browser has asked for this verifier, so there is no challenge cookie that it could be bound to.
  perform neon_auth_internal.put_verification(
    'session-verifier:' || (verifier ->> 'hash'),
    jsonb_build_object('sealed', verifier ->> 'sealed', 'challenge', 'impersonation')::text,
    interval '2 minutes');
  return jsonb_build_object('session', opened.id, 'expiresAt', opened."expiresAt", 'user', neon_auth_internal.managed_user_json(who));
end
$$;

comment on function neon_auth_api.manage_impersonate_user(bytea, text, text, jsonb) is
  'POST /console/db/NAME/users/ID/impersonate: opens a session as the user with new_token_hash, for one hour or until the '
  'key expires or is revoked. The app gets it within 2 minutes by the verifier: hash, and the sealed token. Fails if the '
  'key with that hash may not write, with USER_NOT_FOUND, CANNOT_IMPERSONATE_ADMINS, BANNED_USER.';
