create view neon_auth_api.key_row as
select j.id, j."publicKey" as public_key, j."privateKey" as private_key, j."expiresAt" as expires_at
from neon_auth.jwks j;

create function neon_auth_api.current_key()
returns setof neon_auth_api.key_row
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select j.id, j."publicKey", j."privateKey", j."expiresAt"
  from neon_auth.jwks j
  where j.branch = neon_auth.branch_identity() and j."expiresAt" is null
$$;

comment on function neon_auth_api.current_key() is
  'The key that this branch signs with, its private half sealed. Returns no row before add_key.';
