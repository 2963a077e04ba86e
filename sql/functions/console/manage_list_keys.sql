create function neon_auth_api.manage_list_keys(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  caller neon_auth_management.key := neon_auth_management.require_project_key(key_hash, 'read');
begin
  return jsonb_build_object('keys', coalesce((
    select jsonb_agg(neon_auth_management.key_json(k) || jsonb_build_object(
      'own', k.id = caller.id,
      'state', case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'valid' end)
      order by k.revoked_at is not null or coalesce(k.expires_at <= now(), false), k.created_at desc, k.id)
    from neon_auth_management.key k
    where caller.branch is null or k.branch = caller.branch), '[]'));
end
$$;

comment on function neon_auth_api.manage_list_keys(bytea) is
  'GET /console/db/NAME/keys/, in the home database: the management keys without their hashes, valid and new ones '
  'first. A key for one branch sees those of its branch. Fails if the key with that hash is not valid.';
