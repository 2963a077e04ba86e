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
