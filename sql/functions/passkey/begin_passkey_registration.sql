create function neon_auth_api.begin_passkey_registration(
  token_hash text, challenge_hash text, challenge text, host text, attachment text, name text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_passkey_owner(token_hash);
  option neon_auth_internal.passkey_option;
  who    neon_auth."user";
begin
  select * into strict option from neon_auth_internal.passkey_option;
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  perform neon_auth_internal.put_verification('passkey-register-' || challenge_hash, who.id::text, option.challenge_lifetime);
  return json_build_object(
    'challenge', challenge,
    'rp', json_build_object('name', option.rp_name, 'id', coalesce(option.rp_id, host)),
    'user', json_build_object(
      -- Not the user's id: an authenticator may reveal it.
      'id', rtrim(encode(convert_to(replace(gen_random_uuid()::text, '-', ''), 'UTF8'), 'base64'), '='),
      'name', coalesce(nullif(begin_passkey_registration.name, ''), who.email),
      'displayName', who.email),
    'pubKeyCredParams', (select json_agg(json_build_object('alg', a, 'type', 'public-key')) from unnest('{-8,-7,-257}'::integer[]) a),
    'timeout', 60000,
    'attestation', 'none',
    'excludeCredentials', neon_auth_internal.passkey_descriptors(who.id),
    'authenticatorSelection', option.selection || case when attachment = '' then '{}' else jsonb_build_object('authenticatorAttachment', attachment) end,
    'extensions', json_build_object('credProps', true),
    'hints', json_build_array());
end
$$;

comment on function neon_auth_api.begin_passkey_registration(text, text, text, text, text, text) is
  'GET /passkey/generate-register-options: returns the options with which the caller creates a passkey, and stores the '
  'challenge for them, for five minutes. challenge_hash: sha256 of the token in the cookie. host: of this server, the domain '
  'of passkeys without the setting rpID. attachment: platform, cross-platform or empty. name: shown by the authenticator, '
  'or empty: the address. Fails with UNAUTHORIZED, IMPERSONATING, SESSION_NOT_FRESH.';
