-- is_open_to_aal reports whether an organization is open to the user for whom a policy runs, who has this auth.aal().
create function neon_auth_internal.is_open_to_aal(organization_id uuid, level text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select level = 'aal2'
    or not exists (select from neon_auth.organization g where g.id = organization_id and g."requireTwoFactor")
$$;
