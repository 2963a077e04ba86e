create function neon_auth_api.find_password_reset(reset_hash text)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from neon_auth.verification v
    where v.identifier = 'reset-password:' || reset_hash
      and v.branch = neon_auth.branch_identity()
      and v."expiresAt" > now())
$$;

comment on function neon_auth_api.find_password_reset(text) is
  'GET /reset-password/:token: whether the link is valid. Does not consume it.';
