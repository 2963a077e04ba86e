-- Row security on every table: rows are only visible through a policy.
do $$
declare
  unprotected regclass;
  readable    record;
  owned       name;
begin
  for unprotected in
    select c.oid from pg_class c
    where c.relnamespace = 'neon_auth'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
  loop
    execute format('alter table %s enable row level security', unprotected);
  end loop;

  -- The database's owner gets rights through the predefined role pg_database_owner: it follows alter database … owner,
  -- is correct in every copy, and gives access to this database only. Membership in neon_auth would give access to all.
  foreach owned in array array['user', 'session', 'account', 'verification', 'jwks',
    'organization', 'member', 'invitation', 'invitation_team', 'team', 'teamMember', 'organizationRole',
    'project_config', 'sign_up_rule', 'anonymous_link', 'imported_user', 'import_skipped', 'user_locale', 'mail_template'] loop
    perform neon_auth_internal.grant_all(format('neon_auth.%I', owned)::regclass, owned in ('user', 'session', 'account',
      'organization', 'member', 'invitation', 'team', 'teamMember', 'organizationRole'));
    perform neon_auth_internal.open_policy(format('neon_auth.%I', owned)::regclass, 'database_owner', 'all');
  end loop;

  grant select on neon_auth.breached_password to pg_database_owner; -- functions write it
  perform neon_auth_internal.open_policy('neon_auth.breached_password', 'database_owner', 'select');

  -- The database's owner may refer to users_sync, but not write to it, nor add triggers.
  grant select, references on neon_auth.users_sync to pg_database_owner;
  perform neon_auth_internal.open_policy('neon_auth.users_sync', 'database_owner', 'select');

  for readable in select * from neon_auth_internal.public_columns loop
    if not readable.is_granted then
      execute format('grant select (%s) on neon_auth.%I to authenticated', readable.columns, readable.name);
    end if;
    execute format('drop policy if exists own on neon_auth.%I', readable.name);
  end loop;
end
$$;

-- neon_auth_writer deletes and renames the rows marked in its transaction, see remove.sql, and reads nothing else.
do $$
declare
  removed name;
begin
  foreach removed in array array['user', 'session', 'account', 'organization', 'member', 'invitation', 'team',
    'teamMember', 'organizationRole'] loop
    execute format('grant select (id), delete on neon_auth.%I to neon_auth_writer', removed);
    execute format('drop policy if exists writer on neon_auth.%I', removed);
    execute format(
      'create policy writer on neon_auth.%I to neon_auth_writer '
      'using (id = any (array(select unnest(m.ids) from neon_auth.write_mark m where m.entity = %L))) with check (false)',
      removed, removed);
  end loop;
end
$$;

grant update (email) on neon_auth."user" to neon_auth_writer;
alter policy writer on neon_auth."user"
with check (exists (
  select from neon_auth.write_mark m where m.entity = 'user' and "user".id = any (m.ids) and m.value = "user".email));
grant update (slug) on neon_auth.organization to neon_auth_writer;
alter policy writer on neon_auth.organization
with check (exists (
  select from neon_auth.write_mark m
  where m.entity = 'organization' and organization.id = any (m.ids) and m.value = organization.slug));
grant update ("accountId") on neon_auth.account to neon_auth_writer;
alter policy writer on neon_auth.account
with check (exists (
  select from neon_auth.write_mark m where m.entity = 'account' and account.id = any (m.ids) and m.value = account."accountId"));
grant update (role) on neon_auth."organizationRole" to neon_auth_writer;
alter policy writer on neon_auth."organizationRole"
with check (exists (
  select from neon_auth.write_mark m
  where m.entity = 'organizationRole' and "organizationRole".id = any (m.ids) and m.value = "organizationRole".role));
grant update ("userId") on neon_auth.member, neon_auth."teamMember" to neon_auth_writer;
alter policy writer on neon_auth.member
with check (exists (
  select from neon_auth.write_mark m where m.entity = 'member' and member.id = any (m.ids) and m.value = member."userId"::text));
alter policy writer on neon_auth."teamMember"
with check (exists (
  select from neon_auth.write_mark m
  where m.entity = 'teamMember' and "teamMember".id = any (m.ids) and m.value = "teamMember"."userId"::text));
grant usage on schema neon_auth to neon_auth_writer;
grant select (id, entity, ids, value) on neon_auth.write_mark to neon_auth_writer;
drop policy if exists writer on neon_auth.write_mark;
create policy writer on neon_auth.write_mark for select to neon_auth_writer using (entity <> 'call');

-- The database's owner may read the audit log too, but not change it.
grant select on neon_auth.audit_log, neon_auth.audit_seal, neon_auth.refused_sign_in, neon_auth.active_day to pg_database_owner;
-- And second factors: those are removed with reset_two_factor.
grant select on neon_auth."twoFactor", neon_auth.two_factor_state to pg_database_owner;
-- And passkeys: those are removed with delete_passkey.
grant select on neon_auth.passkey, neon_auth.passkey_state to pg_database_owner;

do $$
declare
  readable regclass;
begin
  foreach readable in array array['neon_auth.active_day', 'neon_auth.passkey', 'neon_auth.passkey_state', 'neon_auth."twoFactor"',
    'neon_auth.two_factor_state', 'neon_auth.audit_log', 'neon_auth.audit_seal', 'neon_auth.refused_sign_in']::regclass[] loop
    perform neon_auth_internal.open_policy(readable, 'database_owner', 'select');
  end loop;
end
$$;

grant usage on schema neon_auth to pg_database_owner, authenticated;
grant select on neon_auth.active_users, neon_auth.active_users_by_day, neon_auth.sign_up_funnel, neon_auth.branch_overview, neon_auth.session_overview, neon_auth.user_overview, neon_auth.organization_overview,
  neon_auth.invitation_overview, neon_auth.settings, neon_auth.settings_advice, neon_auth.help,
  neon_auth.production_check
to pg_database_owner;

create policy own on neon_auth."user" for select to authenticated using (id = (select auth.uid()));
create policy own on neon_auth.session for select to authenticated
using ("userId" = (select auth.uid()) and "expiresAt" > now());
create policy own on neon_auth.account for select to authenticated using ("userId" = (select auth.uid()));
create policy own on neon_auth.users_sync for select to authenticated using (id = (select auth.user_id()));
create policy own on neon_auth.organization for select to authenticated
using (id in (select neon_auth_internal.own_organization_ids()));
create policy own on neon_auth.member for select to authenticated
using ("organizationId" in (select neon_auth_internal.own_organization_ids()));
-- As in the API: only members who may invite see who is invited.
create policy own on neon_auth.invitation for select to authenticated
using ("organizationId" = any ((select auth.organization_ids(permission => 'invitation:create'))::uuid[]));
create policy own on neon_auth.team for select to authenticated
using ("organizationId" in (select neon_auth_internal.own_organization_ids()));
-- As in the API: a team's members see each other.
create policy own on neon_auth."teamMember" for select to authenticated
using ("teamId" in (select neon_auth_internal.own_team_ids()));
create policy own on neon_auth."organizationRole" for select to authenticated
using ("organizationId" = any ((select auth.organization_ids(permission => 'ac:read'))::uuid[]));
