-- end_reset_links ends the links with which a user could replace their password.
create function neon_auth_internal.end_reset_links(user_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  delete from neon_auth.verification v
  where v.identifier like 'reset-password:%' and v.value = end_reset_links.user_id::text
$$;
