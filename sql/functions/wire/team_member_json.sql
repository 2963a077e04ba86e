-- team_member_json returns a membership of a team as responses show it.
create function neon_auth_internal.team_member_json(m neon_auth."teamMember")
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'id', m.id,
    'teamId', m."teamId",
    'userId', m."userId",
    'createdAt', neon_auth_internal.timestamp_text(m."createdAt"))
$$;
