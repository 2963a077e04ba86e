-- end_membership removes a member. If it is the caller, their session loses it as active organization.
create function neon_auth_internal.end_membership(m neon_auth.member, own neon_auth.session)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.remove('member', array[m.id]);
  if own."userId" = m."userId" and own."activeOrganizationId" = m."organizationId"::text then
    perform neon_auth_internal.activate_organization(own.id, null);
  end if;
end
$$;
