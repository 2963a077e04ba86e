create function neon_auth_api.manage_list_domains(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object('domains', coalesce((
    select jsonb_agg(jsonb_build_object(
      'domain', coalesce(o.entry ->> 'domain', o.entry #>> '{}'), 'auth_provider', 'better_auth') order by o.place)
    from neon_auth_internal.config c, jsonb_array_elements(c.trusted_origins) with ordinality as o (entry, place)
    where jsonb_typeof(coalesce(o.entry -> 'domain', o.entry)) = 'string'
  ), '[]'));
end
$$;

comment on function neon_auth_api.manage_list_domains(bytea) is
  'GET …/auth/domains of the management API: trusted_origins, letter by letter as they were added. Fails as require_key '
  'does.';
