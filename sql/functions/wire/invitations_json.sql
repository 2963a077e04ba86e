-- invitations_json returns the list of an organization's invitations for a member who may invite or cancel. It is empty
-- for other members, who must not learn the addresses of people who have not joined.
create function neon_auth_internal.invitations_json(m neon_auth.member)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_agg(neon_auth_internal.invitation_json(i) order by i."createdAt", i.id), '[]')
  from neon_auth.invitation i
  where i."organizationId" = m."organizationId" and neon_auth_internal.may_see_invitations(m)
$$;
