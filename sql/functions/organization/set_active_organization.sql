create function neon_auth_api.set_active_organization(token_hash text, input json)
returns setof neon_auth_api.organization_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  -- Here the id takes precedence over the slug.
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
  where o.id = (neon_auth_internal.find_own_member(wanted, own))."organizationId";
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
  'POST /organization/set-active: {organizationId, organizationSlug}. Null unsets it. Without either, the active '
  'organization stays. activated: the response must set the session cookie. If the caller is not a member, returns '
  'the failure ORGANIZATION_CLOSED and unsets the active organization. Fails with UNAUTHORIZED, '
  'ORGANIZATION_NOT_FOUND.';
