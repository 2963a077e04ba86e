-- require_provider fails with OAUTH_PROVIDER_NOT_FOUND unless social_providers has an entry of that id.
create function neon_auth_internal.require_provider(config jsonb, id text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select from jsonb_array_elements(config -> 'social_providers') p where p ->> 'id' = require_provider.id
  ) then
    perform neon_auth_internal.fail('OAUTH_PROVIDER_NOT_FOUND');
  end if;
end
$$;
