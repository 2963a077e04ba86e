-- may_see_invitations says whether a member with these roles may know who is invited: whoever may invite or cancel.
create function neon_auth_internal.may_see_invitations(roles text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.has_permission(roles, 'invitation', 'create')
    or neon_auth_internal.has_permission(roles, 'invitation', 'cancel')
$$;
