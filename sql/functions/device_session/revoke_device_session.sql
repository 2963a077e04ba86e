create function neon_auth_api.revoke_device_session(token_hash text, target_hash text, other_hashes text[])
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own  neon_auth.session := neon_auth_internal.require_session(token_hash);
  next text := '';
begin
  perform neon_auth_internal.remove('session', array(
    select s.id
    from neon_auth.session s
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    where s.token = target_hash));
  if own.token = target_hash then
    select s.token into next
    from unnest(other_hashes) with ordinality as t (hash, place)
    join neon_auth.session s on s.token = t.hash and s."expiresAt" > now() and s.token <> target_hash
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    join neon_auth."user" u on u.id = s."userId" and not neon_auth_internal.is_banned(u)
    order by t.place
    limit 1;
  end if;
  return coalesce(next, '');
end
$$;

comment on function neon_auth_api.revoke_device_session(text, text, text[]) is
  'POST /multi-session/revoke: ends a session of this browser. If it is the active one, returns the token hash of the '
  'session that becomes active: the first live one of other_hashes, or empty. token_hash: of the active session. '
  'target_hash, other_hashes: of tokens in the browser''s signed cookies. Fails with UNAUTHORIZED.';
