create function neon_auth_api.list_keys()
returns json
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(json_agg(json_build_object(
      'kid', j.id,
      'createdAt', neon_auth_internal.timestamp_text(j."createdAt"),
      'state', case when j."expiresAt" is null then 'signs' when j."expiresAt" > now() then 'verifies' else 'expired' end,
      'expiresAt', neon_auth_internal.timestamp_text(j."expiresAt")
    ) order by j."createdAt"), '[]')
  from neon_auth.jwks j
  where j.branch = neon_auth.branch_identity()
$$;

comment on function neon_auth_api.list_keys() is 'neonauth keys list: the keys of this branch, oldest first.';
