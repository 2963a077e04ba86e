create function neon_auth_api.has_permission(token_hash text, wanted jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return json_build_object('error', null, 'success', neon_auth_internal.allows(
    (select u.role from neon_auth."user" u where u.id = own."userId"), wanted));
end
$$;

comment on function neon_auth_api.has_permission(text, jsonb) is
  'POST /admin/has-permission: returns whether the caller''s role allows all of {"resource": ["action"]}. Fails with '
  'UNAUTHORIZED.';
