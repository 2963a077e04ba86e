-- claim_slug reports whether a slug is free, for an organization that has another one, and reserves it until the
-- transaction ends: an update has no "on conflict do nothing".
create function neon_auth_internal.claim_slug(slug text, organization_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.claim_name('slug ' || slug);
  return not exists (
    select from neon_auth.organization o
    where o.slug = claim_slug.slug and o.id is distinct from claim_slug.organization_id);
end
$$;
