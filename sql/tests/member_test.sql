begin;
select plan(31);
\ir ../../testdata/people.sql

create function pg_temp.organizations_of(who text)
returns text
language plpgsql
as $$
begin
  perform set_config('request.jwt.claims', who, true);
  return (select string_agg(left(id::text, 4) || right(id::text, 1), ' ') from neon_auth_internal.own_organization_ids() id);
end
$$;

select is(pg_temp.organizations_of('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}'), '06641', 'returns Ada''s organizations');
select is(pg_temp.organizations_of('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000003"}'), '06642', 'returns Eve''s organizations');
select is(pg_temp.organizations_of('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000009"}'), null, 'returns none for an unknown user');
select is(pg_temp.organizations_of(''), null, 'returns none without a user');

-- has_permission, has_permissions, may_give_roles, roles_text
select results_eq($$ select p.role, sum(jsonb_array_length(p.actions))::int from neon_auth_internal.organization_permission p
    where p."organizationId" = '06640000-0000-4000-8000-000000000001' group by p.role order by p.role $$,
  $$ values ('admin', 13), ('member', 1), ('owner', 14) $$, 'Better Auth''s roles have the right number of permissions');
create function pg_temp.member(roles text) returns neon_auth.member
language sql as $$ select row(null, '06640000-0000-4000-8000-000000000001', null, roles, null)::neon_auth.member $$;
select is(neon_auth_internal.has_permission(pg_temp.member('guest,admin'), 'member', 'delete'), true, 'one of several roles is enough');
select is(neon_auth_internal.has_permission(pg_temp.member('guest, admin'), 'member', 'delete'), false, 'a blank makes another role');
select is(neon_auth_internal.has_permissions(pg_temp.member('member'), '{"organization":[]}'), true, 'allows an empty list for a known resource');
select is(neon_auth_internal.has_permissions(pg_temp.member('member'), '{"planet":[]}'), false, 'rejects an unknown resource');
select is(neon_auth_internal.has_permissions(pg_temp.member('owner'), '{}'), false, 'rejects an empty request');
select is(neon_auth_internal.has_permissions(pg_temp.member('admin'), '{"member":["create","delete"],"organization":["delete"]}'), false, 'needs all permissions');
select is(neon_auth_internal.may_give_roles(pg_temp.member('admin'), 'member, owner'), false, 'members cannot grant more than they have, with or without blanks');
select is(neon_auth_internal.may_give_roles(pg_temp.member('admin'), 'anything,member'), true, 'a role without permissions can be granted');
select is(neon_auth_internal.roles_text('["a","b"]'), 'a,b', 'joins a list of roles');
select is(neon_auth_internal.roles_text('[]'), '', 'accepts an empty list');

-- list_members, update_member_role, remove_member, leave_organization
create function pg_temp.ask(call text, token text, input json) returns json
language plpgsql as $$
declare answer json;
begin
  execute format('select neon_auth_api.%I($1, $2)', call) into answer using token, (input::jsonb || '{"organizationId":"06640000-0000-4000-8000-000000000001"}')::json;
  return answer;
end $$;
select is(pg_temp.ask('list_members', 'bob', '{"sortBy":"role","limit":"1"}') #>> '{members,0,user,name}', 'Bob', 'sorts by role');
select throws_ok($$ select pg_temp.ask('list_members', 'bob', '{"sortBy":"password"}') $$, 'NA400', 'Invalid value', 'sorts by fields of a member only');
select throws_ok($$ select pg_temp.ask('leave_organization', 'ada', '{}') $$,
  'NA400', 'You cannot leave the organization as the only owner', 'the last owner cannot leave');
select throws_ok($$ select pg_temp.ask('update_member_role', 'ada', '{"memberId":"3e3b0000-0000-4000-8000-000000000001","role":"admin"}') $$,
  'NA400', 'You cannot leave the organization without an owner', 'nor lose the role');
select is(pg_temp.ask('update_member_role', 'ada', '{"memberId":"3e3b0000-0000-4000-8000-000000000002","role":["owner","ceo"]}') ->> 'role',
  'owner,ceo', 'a second owner can be added');
select is(pg_temp.ask('leave_organization', 'ada', '{}') #>> '{user,name}', 'Ada', 'the first owner can leave then');
select throws_ok($$ select pg_temp.ask('remove_member', 'bob', '{"memberIdOrEmail":"3e3b0000-0000-4000-8000-000000000003"}') $$,
  'NA400', 'Member not found', 'members of other organizations are not found');

-- keep_owner, keep_limit: the same rules for raw SQL
create function pg_temp.member(n integer, who integer, role text) returns text
language sql
as $$
  insert into neon_auth.member (id, "organizationId", "userId", role, "createdAt")
  values (('3e3b0000-0000-4000-8000-00000000000' || n)::uuid, '06640000-0000-4000-8000-000000000001',
    ('5a14a3a0-0f0e-4c0e-9f0e-00000000000' || who)::uuid, role, now())
  returning role
$$;
select throws_ok($$ delete from neon_auth.member where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002' $$,
  'NA400', 'You cannot leave the organization without an owner', 'the last owner cannot be deleted');
select throws_ok($$ update neon_auth.member set role = 'member' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002' $$,
  'NA400', 'You cannot leave the organization without an owner', 'nor lose the role');
select throws_ok($$ update neon_auth.member set "organizationId" = '06640000-0000-4000-8000-000000000002' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002' $$,
  'NA400', 'You cannot leave the organization without an owner', 'nor move to another organization');
select lives_ok($$ update neon_auth.member set role = 'owner' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002' $$, 'the role can be written differently');
select is(pg_temp.member(4, 1, 'member'), 'member', 'a member joins');
select lives_ok($$ update neon_auth.member set role = case role when 'owner' then 'member' else 'owner' end
  where "organizationId" = '06640000-0000-4000-8000-000000000001' $$, 'one statement can transfer ownership');
update neon_auth.project_config set plugin_configs = '{"organization": {"config": {"membershipLimit": 2}}}';
select throws_ok($$ select pg_temp.member(5, 3, 'member') $$, 'NA403', 'Organization membership limit reached', 'enforces the membership limit');
select lives_ok($$ delete from neon_auth."user" where id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, 'deleting their account deletes the last owner too');
select lives_ok($$ delete from neon_auth.organization where id = '06640000-0000-4000-8000-000000000002' $$, 'deleting the organization deletes its owner too');

select * from finish();
rollback;
