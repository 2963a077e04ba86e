-- users_sync_secret returns a provider's secret from the settings, null when there is none: its events are not accepted.
create function neon_auth_internal.users_sync_secret(provider text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select nullif(c.options #>> array['usersSync', case provider when 'stack-auth' then 'stackAuth' else provider end, 'secret'], '')
  from (select p.options from neon_auth.project_config p order by p.created_at, p.id limit 1) c
  where provider in ('clerk', 'stack-auth', 'workos', 'standard')
$$;

create function neon_auth_api.get_users_sync_secret(provider text)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found_secret constant text := neon_auth_internal.users_sync_secret(provider);
begin
  if found_secret is null then
    perform neon_auth_internal.fail('NOT_FOUND');
  end if;
  return found_secret;
end
$$;

comment on function neon_auth_api.get_users_sync_secret(text) is
  'Returns the secret of an outside provider''s webhook, in clear or sealed. Fails with NOT_FOUND when there is none.';
