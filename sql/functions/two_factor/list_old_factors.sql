create function neon_auth_api.list_old_factors(prefix text)
returns table (user_id text, sealed text, context text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select f."userId"::text, f.secret, neon_auth_internal.factor_context(f."userId")
  from (
    -- Each part reads an index from one end, and nothing once all are sealed with the current secret.
    (select t."userId", t.secret from neon_auth."twoFactor" t
     where left(t.secret, 16) collate "C" < list_old_factors.prefix order by left(t.secret, 16) collate "C" limit 500)
    union all
    (select t."userId", t.secret from neon_auth."twoFactor" t
     where left(t.secret, 16) collate "C" > list_old_factors.prefix order by left(t.secret, 16) collate "C" limit 500)
    union all
    (select s."userId", s.secret from neon_auth.two_factor_state s
     where left(s.secret, 16) collate "C" < list_old_factors.prefix order by left(s.secret, 16) collate "C" limit 500)
    union all
    (select s."userId", s.secret from neon_auth.two_factor_state s
     where left(s.secret, 16) collate "C" > list_old_factors.prefix order by left(s.secret, 16) collate "C" limit 500)
  ) f
  limit 500
$$;

comment on function neon_auth_api.list_old_factors(text) is
  'Up to 500 secrets of authenticator apps that are not sealed with the current secret, whose seals begin with prefix, 16 characters. '
  'context: what each is sealed for. The sidecar seals them again once a minute, so that NEONAUTH_SECRET can be changed.';
