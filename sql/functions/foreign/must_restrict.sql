-- must_restrict reports whether a function that a database's owner or a superuser calls must run under restriction.
create function neon_auth_internal.must_restrict()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  return neon_auth_internal.is_watched('user') and not neon_auth_internal.is_restricted();
end
$$;
