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
