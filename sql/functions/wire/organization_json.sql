-- organization_json returns an organization as responses show it. Depending on the endpoint, the reference returns
-- metadata as the stored text, or parsed and left out when there is none. requireTwoFactor is shown if it is true.
create function neon_auth_internal.organization_json(o neon_auth.organization, parsed boolean default false)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
      'id', o.id,
      'name', o.name,
      'slug', o.slug,
      'logo', o.logo,
      'createdAt', neon_auth_internal.timestamp_text(o."createdAt"))
    || case
      when not parsed then jsonb_build_object('metadata', o.metadata)
      when o.metadata <> '' then jsonb_build_object('metadata', neon_auth_internal.parse_json(o.metadata))
      else '{}'
    end
    || case when o."requireTwoFactor" then '{"requireTwoFactor": true}' else '{}'::jsonb end
$$;
