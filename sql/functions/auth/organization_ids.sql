-- Dear on purpose: the planner then computes it once, to look an index up, rather than in each row.
create or replace function auth.organization_ids(role text default null, permission text default null)
returns uuid[]
language plpgsql
stable
parallel restricted
security definer
cost 10000
set search_path = pg_catalog, pg_temp
as $$
declare
  caller uuid := auth.uid();
begin
  return array(
    select m."organizationId"
    from neon_auth.member m
    where m."userId" = caller
      and (organization_ids.role is null or organization_ids.role = any (string_to_array(m.role, ',')))
      and (organization_ids.permission is null or exists (
        select from neon_auth_internal.organization_permission p
        cross join lateral jsonb_array_elements_text(p.actions) a (action)
        where p."organizationId" = m."organizationId"
          and p.role = any (string_to_array(m.role, ','))
          and p.resource || ':' || a.action = organization_ids.permission)));
end
$$;

comment on function auth.organization_ids(text, text) is
  'The organizations that whoever is there is a member of now; those where he has the role, or where a role of his '
  'allows the permission, ''resource:action'', when one is given.';
