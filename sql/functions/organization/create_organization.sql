create function neon_auth_api.create_organization(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash);
  config  neon_auth_internal.config;
  made    neon_auth.organization;
  creator neon_auth.member;
  option  neon_auth_internal.organization_option;
  team_id uuid;
begin
  select * into strict config from neon_auth_internal.config;
  select * into strict option from neon_auth_internal.organization_option;
  if not config.organizations_by_users then
    perform neon_auth_internal.fail('CREATE_ORGANIZATION_NOT_ALLOWED');
  end if;

  -- The lock keeps concurrent requests from counting the same organizations.
  perform from neon_auth."user" u where u.id = own."userId" for no key update;
  if (select count(*) from neon_auth.member m where m."userId" = own."userId") >= config.organization_limit then
    perform neon_auth_internal.fail('TOO_MANY_ORGANIZATIONS');
  end if;

  if not neon_auth_internal.claim_slug(input ->> 'slug', null) then
    perform neon_auth_internal.fail('ORGANIZATION_ALREADY_EXISTS');
  end if;
  insert into neon_auth.organization as o (name, slug, logo, metadata, "createdAt")
  values (input ->> 'name', input ->> 'slug', input ->> 'logo', input ->> 'metadata', now())
  returning o.* into made;

  insert into neon_auth.member as m ("organizationId", "userId", role, "createdAt")
  values (made.id, own."userId", config.creator_role, now())
  returning m.* into creator;

  if option.teams and option.default_team then
    insert into neon_auth.team as t (name, "organizationId") values (made.name, made.id) returning t.id into team_id;
    perform neon_auth_internal.join_team(team_id, own."userId");
  end if;

  if (input ->> 'keepCurrentActiveOrganization') is distinct from 'true' then
    perform neon_auth_internal.activate_organization(own.id, made.id);
    perform neon_auth_internal.activate_team(own.id, team_id) where team_id is not null;
  end if;
  return neon_auth_internal.organization_json(made, parsed => true)
    || jsonb_build_object('members', jsonb_build_array(neon_auth_internal.member_json(creator)));
end
$$;

comment on function neon_auth_api.create_organization(text, json) is
  'POST /organization/create: {name, slug, logo, metadata, keepCurrentActiveOrganization}. The caller becomes a '
  'member with the creatorRole of the settings, and joins a first team if the project uses teams. Fails with '
  'UNAUTHORIZED, CREATE_ORGANIZATION_NOT_ALLOWED, TOO_MANY_ORGANIZATIONS, ORGANIZATION_ALREADY_EXISTS.';
