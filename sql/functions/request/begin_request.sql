create function neon_auth_api.begin_request(
  config_version text, ip_address text, user_agent text, request_id text default '', language text default '',
  device_hash text default '', next_device_hash text default '', caller_hash text default '',
  login_method text default '')
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if config_version is distinct from '' and config_version is distinct from neon_auth_internal.config_version() then
    perform neon_auth_internal.fail('CONFIG_CHANGED');
  end if;
  perform
    set_config('neon_auth.ip_address', ip_address, true),
    set_config('neon_auth.user_agent', left(user_agent, 1024), true),
    set_config('neon_auth.request_id', request_id, true),
    set_config('neon_auth.management_key', '', true),
    set_config('neon_auth.language', left(language, 200), true),
    set_config('neon_auth.trusted_device', device_hash, true),
    set_config('neon_auth.next_device', next_device_hash, true),
    set_config('neon_auth.caller', caller_hash, true),
    set_config('neon_auth.login_method', left(login_method, 64), true),
    -- A row locked by a forgotten transaction must not block one connection after another.
    set_config('lock_timeout', '1s', true),
    -- The sidecar's own timeout. Connections start with the same value, except behind a pooler.
    set_config('statement_timeout', '30s', true),
    set_config('jit', 'off', true);
  perform neon_auth_internal.act_as(null, null);
end
$$;

comment on function neon_auth_api.begin_request(text, text, text, text, text, text, text, text, text) is
  'Called in the transaction of each call, before it. Fails with CONFIG_CHANGED if the sidecar used other settings or '
  'another branch to process the request; an empty version is not compared. Records the client''s address and user '
  'agent and, for webhook events, the request''s id. language: the languages of the client, best first, separated by commas. '
  'device_hash, next_device_hash: hashes of the token of a trusted browser, and of the one that replaces it when a '
  'sign-in uses it. caller_hash: the session of this browser, if it may be an anonymous user''s. login_method: how a '
  'sign-in with this request is recorded, see record_login_method. All arguments may be empty.';
