create function neon_auth_api.revoke_session(token_hash text, target_hash text)
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
    select s.id from neon_auth.session s where s.token = target_hash and s."userId" = own."userId"));
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.revoke_session(text, text) is
  'POST /revoke-session: ends the caller''s session with the given token hash. For an unknown session or one of '
  'another user it does nothing, and the response is the same. Fails with UNAUTHORIZED.';
