-- find_member returns a user's membership. Returns null when they are not a member, or the text is not an
-- organization's id.
create function neon_auth_internal.find_member(organization_id text, user_id uuid)
returns neon_auth.member
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select m
  from neon_auth.member m
  where m."organizationId" = auth.as_uuid(find_member.organization_id)
    and m."userId" = find_member.user_id
$$;
