create or replace function neon_auth.grant_read(role regrole)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  readable record;
begin
  perform neon_auth_internal.record_grant('public_columns', r.rolname, array[r.rolname]) from pg_roles r where r.oid = role;
  execute format('grant usage on schema neon_auth to %s', role);

  for readable in select * from neon_auth_internal.public_columns loop
    execute format('grant select (%s) on neon_auth.%I to %s', readable.columns, readable.name, role);
    execute format('drop policy if exists %I on neon_auth.%I', 'read_by_' || role::text, readable.name);
    execute format(
      'create policy %I on neon_auth.%I for select to %s using (true)', 'read_by_' || role::text, readable.name, role);
  end loop;
end
$$;

comment on function neon_auth.grant_read(regrole) is
  'Lets the role read every row of user, session, account, organization, member, invitation, team, teamMember and '
  'organizationRole, without tokens, passwords and other secrets: column grants and a policy read_by_<role>. Undo: '
  'drop the policies, revoke the grants.';
