-- is_copy reports whether this database is a copy that nobody has confirmed. It compares the computed identity with the
-- confirmed ones, which a copy inherits.
create function neon_auth_internal.is_copy()
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return not exists (
    select from neon_auth.branch_confirmation c where c.branch = neon_auth.branch_identity());
end
$$;
