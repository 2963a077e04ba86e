create function neon_auth_api.manage_remove_domains(key_hash bytea, body jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  perform neon_auth_internal.check_domain_fields(body, 'domains');
  if jsonb_typeof(body -> 'domains') <> 'array' or exists (
    select from jsonb_array_elements(case jsonb_typeof(body -> 'domains') when 'array' then body -> 'domains' else '[]' end) d
    where jsonb_typeof(d) <> 'object' or jsonb_typeof(d -> 'domain') is distinct from 'string' or d - 'domain' <> '{}'
  ) then
    perform neon_auth_internal.refuse_request('domains must be an array of {"domain": "…"}');
  end if;

  config := neon_auth_internal.lock_config();
  perform neon_auth_internal.store_config(jsonb_set(config, '{trusted_origins}', (
    select coalesce(jsonb_agg(o.entry order by o.place), '[]')
    from jsonb_array_elements(config -> 'trusted_origins') with ordinality as o (entry, place)
    where not exists (
      select from jsonb_array_elements(body -> 'domains') d
      where d ->> 'domain' = coalesce(o.entry ->> 'domain', o.entry #>> '{}')))));
end
$$;

comment on function neon_auth_api.manage_remove_domains(bytea, jsonb) is
  'DELETE …/auth/domains of the management API: removes body.domains from trusted_origins, letter by letter. Those that '
  'are not there are ignored. Fails with VALIDATION_ERROR, and as require_key does.';
