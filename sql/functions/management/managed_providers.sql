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

-- managed_providers returns all entries of social_providers in that form.
create function neon_auth_internal.managed_providers()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_agg(neon_auth_internal.managed_provider(p.entry) order by p.place), '[]')
  from neon_auth_internal.config c, jsonb_array_elements(c.social_providers) with ordinality as p (entry, place)
  where jsonb_typeof(p.entry -> 'id') = 'string' -- an older release accepted others, which have no effect
$$;
