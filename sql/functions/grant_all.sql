-- grant_all grants the database's owner all rights in a table, but the right to refer to it unless referable: foreign keys to
-- other tables are useless, and would let the app's triggers run in neonauth's statements. It leaves the rights alone if they are
-- as wanted: an install locks the tables while it runs, and every change makes Postgres read the table's triggers and policies again.
create function neon_auth_internal.grant_all(target regclass, referable boolean)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  owner   constant oid := (select c.relowner from pg_class c where c.oid = target);
  granted text[] := array(
    select a.privilege_type from pg_class c cross join lateral aclexplode(c.relacl) a
    where c.oid = target and a.grantor = owner and a.grantee = 'pg_database_owner'::regrole);
begin
  if exists (
    select from aclexplode(acldefault('r', owner)) a
    where a.privilege_type <> all (granted) and (referable or a.privilege_type <> 'REFERENCES'))
  then
    execute format('grant all on %s to pg_database_owner', target);
    granted := granted || array['REFERENCES'];
  end if;
  if not referable and 'REFERENCES' = any (granted) then
    execute format('revoke references on %s from pg_database_owner', target);
  end if;
end
$$;
