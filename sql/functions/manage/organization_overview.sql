create or replace view neon_auth.organization_overview
with (security_barrier)
as
select
  o.id,
  o.slug,
  o.name,
  o."createdAt",
  coalesce(m.members, 0) as members,
  coalesce(m.owners, '{}') as owners,
  (select count(*) from neon_auth.invitation i
   where i."organizationId" = o.id and i.status = 'pending' and i."expiresAt" > now()) as invitations,
  (select count(*) from neon_auth.team t where t."organizationId" = o.id) as teams,
  case
    when coalesce(m.members, 0) = 0 then 'no members'
    when m.owners is null then 'no owner'
  end as problem
from neon_auth.organization o
left join lateral (
  select
    count(*) as members,
    array_agg(u.email order by u.email) filter (
      where string_to_array(replace(m.role, ' ', ''), ',') && array['owner', (
        select coalesce(c.plugin_configs #>> '{organization,config,creatorRole}', 'owner')
        from neon_auth.project_config c order by c.created_at, c.id limit 1)]) as owners
  from neon_auth.member m join neon_auth."user" u on u.id = m."userId"
  where m."organizationId" = o.id
) m on true;

comment on view neon_auth.organization_overview is
  'Organizations with the number of members, the owners'' addresses, pending invitations and teams. problem: no '
  'members, or no owner. To repair it, insert a row into neon_auth.member with role owner, or delete the '
  'organization.';
