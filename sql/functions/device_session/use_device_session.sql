create function neon_auth_api.use_device_session(token_hash text, target_hash text)
returns table (failure text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  target neon_auth.session;
  who    neon_auth."user";
begin
  perform neon_auth_internal.require_session(token_hash);
  target := neon_auth_internal.find_session(target_hash);
  if target.id is null then
    return query select 'INVALID_SESSION_TOKEN', 'null'::json;
    return;
  end if;
  select * into strict who from neon_auth."user" u where u.id = target."userId";
  return query select '', json_build_object(
    'session', neon_auth_internal.session_json(target), 'user', neon_auth_internal.user_json(who));
end
$$;

comment on function neon_auth_api.use_device_session(text, text) is
  'POST /multi-session/set-active: the session that becomes the active one of a browser. token_hash: of the active one '
  'so far. target_hash: of a token in one of the browser''s signed cookies. failure is INVALID_SESSION_TOKEN or empty. '
  'Fails with UNAUTHORIZED.';
