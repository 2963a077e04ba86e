-- forget_copied_branches deletes the unfinished branches that another database has registered: this one is a copy of it, and the
-- databases that are being made are not its own. Only the installing role calls it.
create or replace function neon_auth_management.forget_copied_branches()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth_management.branch b where b.id is null and b.home <> neon_auth_management.fingerprint();
end
$$;
