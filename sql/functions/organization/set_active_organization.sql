create function neon_auth_api.set_active_organization(token_hash text, input json)
returns setof neon_auth_api.organization_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  -- The id counts before the slug here.
  wanted text := nullif(input ->> 'organizationId', '');
  chosen neon_auth.organization;
begin
  if json_typeof(input -> 'organizationId') = 'null' then
    perform neon_auth_internal.activate_organization(own.id, null) where own."activeOrganizationId" <> '';
    return query select '', coalesce(own."activeOrganizationId", '') <> '', 'null'::json;
    return;
  end if;

  wanted := coalesce(wanted, neon_auth_internal.chosen_organization(own, input));
  if wanted is null then
    return query select '', false, 'null'::json;
    return;
  end if;

  select o.* into chosen
  from neon_auth.organization o
  where o.id = (neon_auth_internal.find_member(wanted, own."userId"))."organizationId";
  if not found then
    perform neon_auth_internal.activate_organization(own.id, null);
    return query select 'ORGANIZATION_CLOSED', false, 'null'::json;
    return;
  end if;

  perform neon_auth_internal.activate_organization(own.id, chosen.id);
  return query select '', true, neon_auth_internal.organization_json(chosen)::json;
end
$$;

comment on function neon_auth_api.set_active_organization(text, json) is
  'POST /organization/set-active: {organizationId, organizationSlug}; null unsets it, neither keeps it. activated: the '
  'session''s cookie is due. Who is no member gets the failure ORGANIZATION_CLOSED, and has no active organization '
  'then. Fails with UNAUTHORIZED, ORGANIZATION_NOT_FOUND.';
