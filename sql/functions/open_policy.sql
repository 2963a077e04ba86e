-- open_policy shows the database's owner all rows of a table, for one command or all. It leaves the policy alone if it exists
-- as wanted: an install locks the tables while it runs.
create function neon_auth_internal.open_policy(target regclass, policy name, command text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  check_text text := case command when 'all' then 'true' end;
begin
  if exists (
    select from pg_policy p
    where p.polrelid = target and p.polname = policy and p.polpermissive
      and p.polcmd::text = case command when 'all' then '*' when 'select' then 'r' end
      and p.polroles = array['pg_database_owner'::regrole::oid]
      and pg_get_expr(p.polqual, p.polrelid) = 'true'
      and pg_get_expr(p.polwithcheck, p.polrelid) is not distinct from check_text)
  then
    return;
  end if;
  execute format('drop policy if exists %I on %s', policy, target);
  execute format(
    'create policy %I on %s for %s to pg_database_owner using (true)%s',
    policy, target, command, coalesce(' with check (' || check_text || ')', ''));
end
$$;
