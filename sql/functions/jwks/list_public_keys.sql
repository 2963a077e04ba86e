create function neon_auth_api.list_public_keys()
returns json
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select json_build_object('keys', coalesce(
    json_agg((j."publicKey"::jsonb || jsonb_build_object('kid', j.id))::json order by j."createdAt", j.id), '[]'))
  from neon_auth.jwks j
  where j.branch = neon_auth.branch_identity() and coalesce(j."expiresAt" > now(), true)
$$;

comment on function neon_auth_api.list_public_keys() is
  'GET /.well-known/jwks.json: the keys of this branch that verify tokens, public halves only.';
