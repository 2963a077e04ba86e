-- is_open reports whether an organization is open to a session: it demands no second factor, or the session has proved
-- one.
create function neon_auth_internal.is_open(organization_id uuid, session_id uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select not exists (select from neon_auth.organization g where g.id = organization_id and g."requireTwoFactor")
    or exists (select from neon_auth.session_origin o where o."sessionId" = session_id and o."secondFactorAt" is not null)
$$;
