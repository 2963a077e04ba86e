create function neon_auth_api.set_role(token_hash text, user_id text, role jsonb)
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
  own := neon_auth_internal.require_administrator(token_hash, 'set-role', 'SET_ROLE_NOT_ALLOWED');
  who := neon_auth_internal.change_user(
    own,
    neon_auth_internal.require_uuid(set_role.user_id),
    jsonb_build_object('role', neon_auth_internal.role_text(set_role.role)));
  return json_build_object(
    'user', case when who.id is null then '{}'::json else neon_auth_internal.user_json(who) end);
end
$$;

comment on function neon_auth_api.set_role(text, text, jsonb) is
  'POST /admin/set-role: role is a text or a list. For an unknown user the response is an empty user. Fails with '
  'UNAUTHORIZED, SET_ROLE_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE, INVALID_ROLE_TYPE, CANNOT_DEMOTE_YOURSELF.';
