-- may_see_invitations reports whether a member may see invitations: those who may invite or cancel.
create function neon_auth_internal.may_see_invitations(m neon_auth.member)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.has_permission(m, 'invitation', 'create')
    or neon_auth_internal.has_permission(m, 'invitation', 'cancel')
$$;
