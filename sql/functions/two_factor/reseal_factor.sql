create function neon_auth_api.list_old_factors(prefix text)
returns table (user_id text, sealed text, context text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select f."userId"::text, f.secret, neon_auth_internal.factor_context(f."userId")
  from (
    select t."userId", t.secret from neon_auth."twoFactor" t where not starts_with(t.secret, list_old_factors.prefix)
    union all
    select s."userId", s.secret from neon_auth.two_factor_state s where not starts_with(s.secret, list_old_factors.prefix)
  ) f
  limit 500
$$;

comment on function neon_auth_api.list_old_factors(text) is
  'Up to 500 secrets of authenticator apps that are not sealed with the current secret, whose seals begin with prefix. '
  'context: what each is sealed for. The sidecar seals them again once a minute, so that NEONAUTH_SECRET can be changed.';

create function neon_auth_api.reseal_factor(user_id uuid, sealed text, resealed text)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth."twoFactor" t set secret = resealed where t."userId" = reseal_factor.user_id and t.secret = sealed;
  update neon_auth.two_factor_state s set secret = resealed where s."userId" = reseal_factor.user_id and s.secret = sealed
$$;

comment on function neon_auth_api.reseal_factor(uuid, text, text) is
  'Replaces a sealed secret of a user''s authenticator app by the same one, sealed with the current secret.';
