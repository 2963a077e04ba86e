-- move_memberships moves an anonymous user's organizations, teams, invitations and language to an account. A user who is
-- a member of an organization twice keeps one membership, with the roles of both. Returns the new values of keys that
-- apps may refer to, as in move_rows.
create function neon_auth_internal.move_memberships(anonymous_id uuid, user_id uuid)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.member;
  known  neon_auth.member;
  merged jsonb := jsonb '{}';
  teams  jsonb;
begin
  perform set_config('neon_auth.linked_user', anonymous_id::text, true); -- read by leave_teams
  -- First: ending a membership cancels the invitations of its user.
  update neon_auth.invitation i set "inviterId" = move_memberships.user_id where i."inviterId" = anonymous_id;
  for own in select * from neon_auth.member m where m."userId" = anonymous_id order by m."organizationId", m.id loop
    perform from neon_auth.organization o where o.id = own."organizationId" for no key update;
    select * into known from neon_auth.member m where m."organizationId" = own."organizationId" and m."userId" = move_memberships.user_id limit 1;
    if not found then
      perform neon_auth_internal.rename('member', own.id, move_memberships.user_id::text);
      continue;
    end if;
    update neon_auth.member m set role = neon_auth_internal.merged_roles(m.role, own.role)
    where m.id = known.id and m.role <> neon_auth_internal.merged_roles(m.role, own.role);
    perform neon_auth_internal.move_teams(own."organizationId", anonymous_id, move_memberships.user_id);
    merged := merged || jsonb_build_object(own.id, known.id);
  end loop;
  select coalesce(jsonb_object_agg(o.id, k.id), '{}') into teams
  from neon_auth."teamMember" o
  join neon_auth."teamMember" k on k."teamId" = o."teamId" and k."userId" = move_memberships.user_id
  where o."userId" = anonymous_id;
  insert into neon_auth.user_locale ("userId", locale)
  select move_memberships.user_id, l.locale from neon_auth.user_locale l where l."userId" = anonymous_id
  on conflict do nothing;
  perform set_config('neon_auth.linked_user', '', true);
  return jsonb_build_object('member.id', merged, 'teamMember.id', teams);
end
$$;
