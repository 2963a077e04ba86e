-- end_impersonations ends the sessions of this database in which the keys with those ids act as a user. It does nothing
-- while auth is disabled here. Only the installing role calls it.
create or replace function neon_auth_management.end_impersonations(keys uuid[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if to_regproc('neon_auth_internal.remove') is not null then
    execute 'select neon_auth_internal.remove(''session'', array('
      'select s.id from neon_auth.session s where s."impersonatedBy" = any ($1)))' using keys::text[];
  end if;
end
$$;
