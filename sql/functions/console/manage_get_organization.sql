create function neon_auth_api.manage_get_organization(key_hash bytea, organization_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  select * into meant from neon_auth.organization o where o.id = auth.as_uuid(manage_get_organization.organization_id);
  if not found then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  end if;
  return jsonb_build_object(
    'organization', to_jsonb(meant),
    'memberCount', (select count(*) from neon_auth.member m where m."organizationId" = meant.id),
    'members', (
      select coalesce(jsonb_agg(to_jsonb(m) order by m."createdAt", m.id), '[]')
      from (
        select m.id, m.role, m."createdAt", u.id as "userId", u.email, u.name
        from neon_auth.member m join neon_auth."user" u on u.id = m."userId"
        where m."organizationId" = meant.id order by m."createdAt", m.id limit 200) m),
    'invitations', (
      select coalesce(jsonb_agg(to_jsonb(i) order by i."createdAt" desc), '[]')
      from (
        select i.id, i.email, i.role, i."createdAt", i."expiresAt", u.email as inviter,
          case when i.status = 'pending' and i."expiresAt" <= now() then 'expired' else i.status end as state
        from neon_auth.invitation i join neon_auth."user" u on u.id = i."inviterId"
        where i."organizationId" = meant.id order by i."createdAt" desc limit 100) i),
    'teams', (
      select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'createdAt', t."createdAt", 'members', (
        select coalesce(jsonb_agg(jsonb_build_object('userId', u.id, 'email', u.email) order by u.email), '[]')
        from neon_auth."teamMember" m join neon_auth."user" u on u.id = m."userId" where m."teamId" = t.id)) order by t.name, t.id), '[]')
      from neon_auth.team t where t."organizationId" = meant.id),
    'hasTeams', (select o.teams from neon_auth_internal.organization_option o),
    'roles', (
      select coalesce(jsonb_agg(distinct p.role order by p.role), '[]')
      from neon_auth_internal.organization_permission p where p."organizationId" = meant.id));
end
$$;

comment on function neon_auth_api.manage_get_organization(bytea, text) is
  'GET /console/db/NAME/organizations/ID: an organization with its first 200 members, latest invitations, teams and '
  'roles. Fails if the key with that hash may not read, and with ORGANIZATION_NOT_FOUND.';
