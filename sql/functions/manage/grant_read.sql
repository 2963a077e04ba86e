create or replace function neon_auth.grant_read(role regrole)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- A regrole as text is quoted if necessary, so it is safe in %s. The policy's name contains the same text.
  policy constant name := 'read_by_' || role::text;
  readable record;
begin
  perform neon_auth_internal.record_grant('public_columns', r.rolname, array[r.rolname]) from pg_roles r where r.oid = role;
  execute format('grant usage on schema neon_auth to %s', role);
  execute format(
    'grant select on neon_auth.session_overview, neon_auth.user_overview, neon_auth.organization_overview, '
    'neon_auth.invitation_overview, neon_auth.audit_log to %s', role);

  execute format('grant execute on function neon_auth.branch_identity() to %s', role); -- the overviews call it

  for readable in
    select p.name, p.columns from neon_auth_internal.public_columns p
    union all
    select 'audit_log', null
  loop
    if readable.columns is not null then
      execute format('grant select (%s) on neon_auth.%I to %s', readable.columns, readable.name, role);
    end if;
    if not exists (
      select from pg_policy p
      where p.polrelid = format('neon_auth.%I', readable.name)::regclass and p.polname = policy
    ) then
      execute format('create policy %I on neon_auth.%I for select to %s using (true)', policy, readable.name, role);
    end if;
  end loop;
end
$$;

comment on function neon_auth.grant_read(regrole) is
  'Lets the role read all rows of user, session, account, organization, member, invitation, team, teamMember and '
  'organizationRole, and of users_sync without raw_json, without tokens, passwords and other secrets, the views user_overview, session_overview, '
  'organization_overview and invitation_overview, and audit_log. Creates grants and a policy read_by_<role> per '
  'table. To undo it, drop the policies and revoke the grants.';
