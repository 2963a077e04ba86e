create function neon_auth_api.begin_request(
  config_version text, ip_address text, user_agent text, request_id text default '')
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if config_version is distinct from neon_auth_internal.config_version() then
    perform neon_auth_internal.fail('CONFIG_CHANGED');
  end if;
  perform
    set_config('neon_auth.ip_address', ip_address, true),
    set_config('neon_auth.user_agent', left(user_agent, 1024), true),
    set_config('neon_auth.request_id', request_id, true),
    -- A row that a forgotten transaction holds must not take one connection after the other.
    set_config('lock_timeout', '1s', true),
    -- As long as the sidecar waits. The connection begins with the same, except behind a pooler.
    set_config('statement_timeout', '30s', true),
    set_config('jit', 'off', true);
  perform neon_auth_internal.act_as(null, null);
end
$$;

comment on function neon_auth_api.begin_request(text, text, text, text) is
  'Sent before each call, in its transaction: refuses (CONFIG_CHANGED) what was decided under other settings or '
  'in another branch, and says where the request came from and, for webhook events, which it is; all may be empty.';
