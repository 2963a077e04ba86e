-- managed_provider returns an entry of social_providers in the management API's form: without secrets.
create function neon_auth_internal.managed_provider(entry jsonb)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'id', entry ->> 'id',
    'type', case when coalesce(entry ->> 'clientId', '') = '' then 'shared' else 'standard' end,
    'client_id', nullif(entry ->> 'clientId', '')))
$$;
