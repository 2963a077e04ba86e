create function neon_auth_api.update_organization(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash, 'CALLER_NOT_FOUND');
  wanted  text := neon_auth_internal.requested_organization(own, input);
  member  neon_auth.member := neon_auth_internal.find_own_member(wanted, own);
  data    json := input -> 'data';
  changed neon_auth.organization;
  demands boolean := case when (select c.two_factor from neon_auth_internal.config c)
    then neon_auth_internal.setting(data::jsonb, '{requireTwoFactor}', null::boolean) end;
begin
  if wanted is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  elsif member.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  elsif not neon_auth_internal.has_permission(member, 'organization', 'update') then
    perform neon_auth_internal.fail('UPDATE_ORGANIZATION_NOT_ALLOWED');
  end if;
  if demands then -- by a member who can still use it then
    perform neon_auth_internal.fail_step_up(u, o, by_factor => true)
    from neon_auth."user" u, neon_auth.session_origin o
    where u.id = own."userId" and o."sessionId" = own.id and o."secondFactorAt" is null;
  end if;
  if demands is null and not (data::jsonb ?| array['name', 'slug', 'logo', 'metadata']) then
    perform neon_auth_internal.fail('NO_FIELDS_TO_UPDATE');
  elsif data ->> 'slug' <> '' and not neon_auth_internal.claim_slug(data ->> 'slug', member."organizationId") then
    perform neon_auth_internal.fail('ORGANIZATION_SLUG_ALREADY_TAKEN');
  end if;

  update neon_auth.organization o
  set name = coalesce(data ->> 'name', o.name),
      logo = coalesce(data ->> 'logo', o.logo),
      metadata = coalesce(data ->> 'metadata', o.metadata),
      "requireTwoFactor" = coalesce(demands, o."requireTwoFactor")
  where o.id = member."organizationId"
  returning o.* into changed;
  if data ->> 'slug' <> changed.slug then
    perform neon_auth_internal.rename('organization', changed.id, data ->> 'slug');
    changed.slug := data ->> 'slug';
  end if;
  return neon_auth_internal.organization_json(changed, parsed => true);
end
$$;

comment on function neon_auth_api.update_organization(text, json) is
  'POST /organization/update: {data: {name, slug, logo, metadata, requireTwoFactor}, organizationId}, by default the active '
  'organization. Fails with CALLER_NOT_FOUND, ORGANIZATION_NOT_FOUND, ORGANIZATION_NOT_YOURS, '
  'UPDATE_ORGANIZATION_NOT_ALLOWED, NO_FIELDS_TO_UPDATE, ORGANIZATION_SLUG_ALREADY_TAKEN, STEP_UP_REQUIRED.';
