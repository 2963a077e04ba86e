create function neon_auth_api.list_sessions(token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own  neon_auth.session := neon_auth_internal.require_session(token_hash);
  here text := neon_auth.branch_identity();
begin
  return (
    select coalesce(json_agg(neon_auth_internal.session_json(s) order by s."createdAt"), '[]')
    -- between, and a select that hides the value: of a range that it does not know, Postgres expects few rows. When it knows
    -- the user from the time when the table had three, it expects a third of all sessions, and reads them all.
    -- offset 0: each table is planned by itself.
    from (
      select s.* from neon_auth.session s
      where s."userId" between (select own."userId") and (select own."userId")
        and s."expiresAt" > now() and s."impersonatedBy" is null
      offset 0
    ) s
    cross join lateral (
      select from neon_auth.session_origin o
      where o."sessionId" = s.id and o.branch = here
      offset 0
    ) o);
end
$$;

comment on function neon_auth_api.list_sessions(text) is
  'GET /list-sessions: the caller''s live sessions of this branch, without those of impersonators. Each token is the '
  'stored hash. Fails with UNAUTHORIZED.';
