-- The high cost is deliberate: the planner then computes it once for an index scan, rather than for each row.
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
  caller  uuid := auth.uid();
  level   text := auth.aal();
  subject text := split_part(permission, ':', 1);
  verb    text := substr(permission, length(subject) + 2);
begin
  if permission is null then
    return array(
      select m."organizationId"
      from neon_auth.member m
      where m."userId" = caller
        and (organization_ids.role is null or organization_ids.role = any (string_to_array(m.role, ',')))
        and neon_auth_internal.is_open_to_aal(m."organizationId", level));
  end if;

  -- Roles that organizations define are only read for users who have a role of another name: other users cost nothing.
  return array(
    select m."organizationId"
    from neon_auth.member m
    where m."userId" = caller
      and neon_auth_internal.is_open_to_aal(m."organizationId", level)
      and (organization_ids.role is null or organization_ids.role = any (string_to_array(m.role, ',')))
      and (
        string_to_array(m.role, ',') && array(
          select p.role
          from neon_auth_internal.predefined_permission p
          where p.resource = subject and p.actions ? verb)
        or not string_to_array(m.role, ',') <@ '{owner,admin,member}' and exists (
          select from neon_auth_internal.own_permission p
          where p."organizationId" = m."organizationId"
            and p.role = any (string_to_array(m.role, ','))
            and p.resource = subject
            and p.actions ? verb)));
end
$$;

comment on function auth.organization_ids(text, text) is
  'The organizations that the signed-in user is currently a member of. With a role, those where they have it. With a '
  'permission, ''resource:action'', those where one of their roles allows it.';
