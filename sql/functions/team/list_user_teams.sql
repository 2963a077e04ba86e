create function neon_auth_api.list_user_teams(token_hash text, input json)
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
    select coalesce(json_agg(neon_auth_internal.team_json(t) order by m."createdAt", m.id), '[]')
    from neon_auth."teamMember" m
    join neon_auth.team t on t.id = m."teamId"
    where m."userId" = own."userId" and neon_auth_internal.is_open(t."organizationId", own.id));
end
$$;

comment on function neon_auth_api.list_user_teams(text, json) is
  'GET /organization/list-user-teams: the caller''s teams in all their organizations. Fails with UNAUTHORIZED.';
