create function neon_auth_api.own_oauth_flow(caller_hash text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object('link', jsonb_build_object('session', (neon_auth_internal.require_own_session(caller_hash)).id));
end
$$;

comment on function neon_auth_api.own_oauth_flow(text) is
  'POST /link-social with an id token: returns the flow for finish_oauth, for the caller''s own session. Fails with '
  'UNAUTHORIZED, IMPERSONATING.';
