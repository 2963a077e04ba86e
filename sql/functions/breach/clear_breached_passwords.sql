create or replace function neon_auth.clear_breached_passwords()
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  truncate neon_auth.breached_password
$$;

comment on function neon_auth.clear_breached_passwords() is 'Removes all breached passwords, to import another list.';
