create function neon_auth_api.revoke_sessions(token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  perform neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s."userId" = own."userId"));
  perform neon_auth_internal.end_artefacts(u, 'revoked') from neon_auth."user" u where u.id = own."userId";
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.revoke_sessions(text) is
  'POST /revoke-sessions: ends all sessions of the caller, including the current one. Fails with UNAUTHORIZED.';
