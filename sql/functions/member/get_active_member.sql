create function neon_auth_api.get_active_member(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.find_own_member(own."activeOrganizationId", own);
begin
  return coalesce(neon_auth_internal.member_with_user_json(member), 'null');
end
$$;

comment on function neon_auth_api.get_active_member(text, json) is
  'GET /organization/get-active-member: the caller''s membership of the active organization. Returns null without an '
  'active organization. Fails with UNAUTHORIZED.';
