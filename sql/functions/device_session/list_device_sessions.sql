create function neon_auth_api.list_device_sessions(token_hashes text[])
returns json
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(json_agg(json_build_object(
    'session', neon_auth_internal.session_json(found.s), 'user', neon_auth_internal.user_json(found.u)) order by found.place), '[]')
  from (
    select distinct on (u.id) s, u, t.place
    from unnest(token_hashes) with ordinality as t (hash, place)
    join neon_auth.session s on s.token = t.hash and s."expiresAt" > now()
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    join neon_auth."user" u on u.id = s."userId" and not neon_auth_internal.is_banned(u)
    order by u.id, t.place
  ) as found
$$;

comment on function neon_auth_api.list_device_sessions(text[]) is
  'GET /multi-session/list-device-sessions: the live sessions of a browser, one for each user. token_hashes: of the '
  'session tokens in the browser''s signed cookies, in their order.';
