create function neon_auth_api.list_organizations(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return (
    select coalesce(json_agg(
      (select neon_auth_internal.organization_json(o) from neon_auth.organization o where o.id = m."organizationId")
      order by m."createdAt", m.id), '[]')
    from neon_auth.member m
    where m."userId" = own."userId");
end
$$;

comment on function neon_auth_api.list_organizations(text, json) is
  'GET /organization/list: the caller''s organizations in the order they joined them. Fails with UNAUTHORIZED.';
