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
