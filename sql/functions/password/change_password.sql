create function neon_auth_api.change_password(
  token_hash        text,
  verified_hash     text,
  new_password_hash text,
  revoke_others     boolean,
  new_token_hash    text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own     neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  who     neon_auth."user";
begin
  -- Compared again in the statement that writes: the password may have been reset since the sidecar verified it.
  perform neon_auth_internal.password_fact('changed');
  update neon_auth.account a
  set password = new_password_hash
  where a."userId" = own."userId" and a."providerId" = 'credential' and a.password = verified_hash;

  if not found then
    perform neon_auth_internal.fail('INVALID_PASSWORD');
  end if;
  perform neon_auth_internal.password_fact('');
  select * into strict who from neon_auth."user" u where u.id = own."userId";

  if revoke_others then
    perform neon_auth_internal.remove(
      'session', array(select s.id from neon_auth.session s where s."userId" = own."userId" and s.id <> own.id));
    perform neon_auth_internal.end_artefacts(who, 'revoked');
    perform neon_auth_internal.renew_session(own, new_token_hash);
  end if;

  perform neon_auth_internal.queue_mail('password-changed', who.email, null, null);
  return json_build_object(
    'token', case when revoke_others then new_token_hash end,
    'user', neon_auth_internal.user_json(who));
end
$$;

comment on function neon_auth_api.change_password(text, text, text, boolean, text) is
  'POST /change-password: replaces the password if verified_hash is still the stored hash. Otherwise fails with '
  'INVALID_PASSWORD. Informs the user by mail. With revoke_others, all sessions end and a new one with new_token_hash '
  'is opened. Fails with UNAUTHORIZED, IMPERSONATING.';
