create function neon_auth_api.unban_user(token_hash text, user_id text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session;
  who neon_auth."user";
begin
  own := neon_auth_internal.require_permission(token_hash, 'user', 'ban', 'BAN_USER_NOT_ALLOWED');
  who := neon_auth_internal.change_user(
    own, neon_auth_internal.require_uuid(unban_user.user_id), '{"banned": false, "banReason": null, "banExpires": null}');
  return json_build_object(
    'user', case when who.id is null then '{}'::json else neon_auth_internal.user_json(who) end);
end
$$;

comment on function neon_auth_api.unban_user(text, text) is
  'POST /admin/unban-user: lifts a ban. For an unknown user the response is an empty user. Fails with UNAUTHORIZED, '
  'BAN_USER_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE.';
