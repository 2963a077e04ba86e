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
