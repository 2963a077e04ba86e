create function neon_auth_api.list_sessions(token_hash text)
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
    select coalesce(json_agg(neon_auth_internal.session_json(s) order by s."createdAt"), '[]')
    from neon_auth.session s
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    where s."userId" = own."userId"
      and s."expiresAt" > now()
      and s."impersonatedBy" is null);
end
$$;

comment on function neon_auth_api.list_sessions(text) is
  'GET /list-sessions: the caller''s live sessions of this branch, without those of impersonators. Each token is the '
  'stored hash. Fails with UNAUTHORIZED.';
