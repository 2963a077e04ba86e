create function neon_auth_api.delete_user(
  token_hash        text,
  verified_hash     text,
  delete_token_hash text,
  mailed_token_hash text default null,
  proof             jsonb default '{}')
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session;
  config neon_auth_internal.config;
begin
  perform neon_auth_internal.lock_own_removal(token_hash);
  own := neon_auth_internal.require_own_session(token_hash);
  select * into strict config from neon_auth_internal.config;
  if not config.delete_user_enabled then
    perform neon_auth_internal.fail('NOT_FOUND');
  end if;

  if verified_hash is not null then
    -- The password may have been replaced since the sidecar verified it.
    perform from neon_auth.account a
    where a."userId" = own."userId" and a."providerId" = 'credential' and a.password = verified_hash
    for share;
    if not found then
      perform neon_auth_internal.fail('INVALID_PASSWORD');
    end if;
  end if;

  if delete_token_hash is not null then
    perform neon_auth_internal.use_delete_token(own."userId", delete_token_hash);
  elsif config.delete_user_by_mail then
    perform neon_auth_internal.hold_session(own);
    return neon_auth_internal.mail_deletion(own."userId", mailed_token_hash, proof);
  elsif verified_hash is null and not neon_auth_internal.is_fresh(own) then
    perform neon_auth_internal.fail('SESSION_EXPIRED');
  end if;
  return neon_auth_internal.delete_own_user(own."userId");
end
$$;

comment on function neon_auth_api.delete_user(text, text, text, text, jsonb) is
  'POST /delete-user: deletes the caller. It needs their password (verified_hash, as the sidecar verified it), a '
  'mailed token, or a fresh session; null is none. If the settings require it, a link with the token of '
  'mailed_token_hash is mailed first (proof: sealedLink). Fails with UNAUTHORIZED, IMPERSONATING, NOT_FOUND, '
  'INVALID_PASSWORD, DELETE_TOKEN_INVALID, SESSION_EXPIRED, LAST_ADMINISTRATOR.';
