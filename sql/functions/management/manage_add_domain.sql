create function neon_auth_api.manage_add_domain(key_hash bytea, body jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config  jsonb;
  domain  constant text := case jsonb_typeof(body -> 'domain') when 'string' then body ->> 'domain' end;
  problem text;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  perform neon_auth_internal.check_domain_fields(body, 'domain');
  problem := case
    when domain is null or length(domain) not between 1 and 2048 then 'must be text of 1 to 2048 characters'
    else neon_auth_internal.origin_problem(body -> 'domain') end;
  if problem is not null then
    perform neon_auth_internal.refuse_request('domain ' || problem);
  end if;

  config := neon_auth_internal.lock_config();
  if not exists (
    select from jsonb_array_elements(config -> 'trusted_origins') o where domain = coalesce(o ->> 'domain', o #>> '{}')
  ) then
    perform neon_auth_internal.store_config(jsonb_set(
      config, '{trusted_origins}', config -> 'trusted_origins' || jsonb_build_object('domain', domain)));
  end if;
end
$$;

comment on function neon_auth_api.manage_add_domain(bytea, jsonb) is
  'POST …/auth/domains of the management API: adds body.domain to trusted_origins, if it is not there. Fails with '
  'VALIDATION_ERROR, and as require_key does.';
