create function neon_auth_api.revoke_other_sessions(token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  perform neon_auth_internal.remove('session', array(
    select s.id from neon_auth.session s where s."userId" = own."userId" and s.id <> own.id));
  perform neon_auth_internal.end_artefacts(u, 'revoked') from neon_auth."user" u where u.id = own."userId";
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.revoke_other_sessions(text) is
  'POST /revoke-other-sessions: ends all sessions of the caller except the current one. Fails with UNAUTHORIZED.';
