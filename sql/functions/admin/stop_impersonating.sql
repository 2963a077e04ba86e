create function neon_auth_api.stop_impersonating(token_hash text, admin_token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  returned neon_auth.session;
  who      neon_auth."user";
begin
  if own."impersonatedBy" is null then
    perform neon_auth_internal.fail('NOT_IMPERSONATING');
  end if;
  if exists (select from neon_auth_management.key k where k.id::text = own."impersonatedBy") then -- from the console
    perform neon_auth_internal.remove('session', array[own.id]);
    return json_build_object('session', null, 'user', null);
  end if;
  returned := neon_auth_internal.find_session(admin_token_hash);
  if returned."userId"::text is distinct from own."impersonatedBy" then
    perform neon_auth_internal.fail('ADMIN_SESSION_NOT_FOUND');
  end if;

  perform neon_auth_internal.remove('session', array[own.id]);
  select * into strict who from neon_auth."user" u where u.id = returned."userId";
  return json_build_object(
    'session', neon_auth_internal.session_json(returned), 'user', neon_auth_internal.user_json(who));
end
$$;

comment on function neon_auth_api.stop_impersonating(text, text) is
  'POST /admin/stop-impersonating: ends the impersonation and returns the administrator''s own session, whose token '
  'hash is given. An impersonation from the console has none: session and user are null. Fails with UNAUTHORIZED, '
  'NOT_IMPERSONATING, ADMIN_SESSION_NOT_FOUND.';
