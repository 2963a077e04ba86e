create function neon_auth_api.manage_list_impersonations(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object('list', (
    select coalesce(jsonb_agg(jsonb_build_object(
      'session', s.id, 'expiresAt', s."expiresAt", 'id', u.id, 'name', u.name, 'email', u.email) order by s."createdAt"), '[]')
    from neon_auth_management.key k
    join neon_auth.session s on s."impersonatedBy" = k.id::text and s."expiresAt" > now()
    join neon_auth."user" u on u.id = s."userId"
    where k.hash = key_hash));
end
$$;

comment on function neon_auth_api.manage_list_impersonations(bytea) is
  'Every page of the console: the live sessions in which the key with that hash acts as a user. Fails if it may not read.';
