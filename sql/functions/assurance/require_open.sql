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

-- require_open fails with STEP_UP_REQUIRED unless the organization is open to the caller's session.
create function neon_auth_internal.require_open(organization_id uuid, own neon_auth.session)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not neon_auth_internal.is_open(organization_id, own.id) then
    perform neon_auth_internal.fail_step_up(u, o, by_factor => true)
    from neon_auth."user" u, neon_auth.session_origin o
    where u.id = own."userId" and o."sessionId" = own.id;
  end if;
end
$$;

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
