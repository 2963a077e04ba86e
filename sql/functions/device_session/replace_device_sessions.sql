create function neon_auth_api.replace_device_sessions(token_hash text, other_hashes text[])
returns table (ended_hash text, is_dead boolean)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return query
  select t.hash, s.id is null
  from unnest(other_hashes) as t (hash)
  left join neon_auth.session s on s.token = t.hash and s."expiresAt" > now()
  where s.id is null or s."userId" = own."userId" and s.token <> own.token;

  perform neon_auth_internal.remove('session', array(
    select s.id
    from neon_auth.session s
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    where s.token = any (other_hashes) and s."userId" = own."userId" and s.token <> own.token));
end
$$;

comment on function neon_auth_api.replace_device_sessions(text, text[]) is
  'After a sign-in, if a browser may have several sessions: ends the user''s older ones in this browser. Returns their '
  'token hashes, and those of sessions that have ended before (is_dead). token_hash: of the new session. other_hashes: '
  'of the tokens in the browser''s signed cookies. Fails with UNAUTHORIZED.';
