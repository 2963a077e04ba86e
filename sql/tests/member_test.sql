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

select is(pg_temp.organizations_of('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}'), '06641', 'Ada''s');
select is(pg_temp.organizations_of('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000003"}'), '06642', 'Eve''s');
select is(pg_temp.organizations_of('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000009"}'), null, 'somebody unknown''s');
select is(pg_temp.organizations_of(''), null, 'nobody''s');

-- has_permission, has_permissions, may_give_roles, roles_text
select results_eq($$ select p.role, sum(jsonb_array_length(p.actions))::int from neon_auth_internal.organization_permission p
    where p."organizationId" = '06640000-0000-4000-8000-000000000001' group by p.role order by p.role $$,
  $$ values ('admin', 13), ('member', 1), ('owner', 14) $$, 'what Better Auth''s roles may do');
create function pg_temp.member(roles text) returns neon_auth.member
language sql as $$ select row(null, '06640000-0000-4000-8000-000000000001', null, roles, null)::neon_auth.member $$;
select is(neon_auth_internal.has_permission(pg_temp.member('guest,admin'), 'member', 'delete'), true, 'one of several roles');
select is(neon_auth_internal.has_permission(pg_temp.member('guest, admin'), 'member', 'delete'), false, 'a blank makes another role');
select is(neon_auth_internal.has_permissions(pg_temp.member('member'), '{"organization":[]}'), true, 'nothing of a known resource');
select is(neon_auth_internal.has_permissions(pg_temp.member('member'), '{"planet":[]}'), false, 'nor of an unknown one');
select is(neon_auth_internal.has_permissions(pg_temp.member('owner'), '{}'), false, 'nothing at all');
select is(neon_auth_internal.has_permissions(pg_temp.member('admin'), '{"member":["create","delete"],"organization":["delete"]}'), false, 'all of it');
select is(neon_auth_internal.may_give_roles(pg_temp.member('admin'), 'member, owner'), false, 'nobody gives more than he may, blanks or not');
select is(neon_auth_internal.may_give_roles(pg_temp.member('admin'), 'anything,member'), true, 'what allows nothing may be given');
select is(neon_auth_internal.roles_text('["a","b"]'), 'a,b', 'a list of roles');
select is(neon_auth_internal.roles_text('[]'), '', 'an empty one');

-- list_members, update_member_role, remove_member, leave_organization
create function pg_temp.ask(call text, token text, input json) returns json
language plpgsql as $$
declare answer json;
begin
  execute format('select neon_auth_api.%I($1, $2)', call) into answer using token, (input::jsonb || '{"organizationId":"06640000-0000-4000-8000-000000000001"}')::json;
  return answer;
end $$;
select is(pg_temp.ask('list_members', 'bob', '{"sortBy":"role","limit":"1"}') #>> '{members,0,user,name}', 'Bob', 'sorted by role');
select throws_ok($$ select pg_temp.ask('list_members', 'bob', '{"sortBy":"password"}') $$, 'NA400', 'Invalid value', 'by nothing but a member''s fields');
select throws_ok($$ select pg_temp.ask('leave_organization', 'ada', '{}') $$,
  'NA400', 'You cannot leave the organization as the only owner', 'the last owner stays');
select throws_ok($$ select pg_temp.ask('update_member_role', 'ada', '{"memberId":"3e3b0000-0000-4000-8000-000000000001","role":"admin"}') $$,
  'NA400', 'You cannot leave the organization without an owner', 'and stays one');
select is(pg_temp.ask('update_member_role', 'ada', '{"memberId":"3e3b0000-0000-4000-8000-000000000002","role":["owner","ceo"]}') ->> 'role',
  'owner,ceo', 'unless there is another');
select is(pg_temp.ask('leave_organization', 'ada', '{}') #>> '{user,name}', 'Ada', 'then he may go');
select throws_ok($$ select pg_temp.ask('remove_member', 'bob', '{"memberIdOrEmail":"3e3b0000-0000-4000-8000-000000000003"}') $$,
  'NA400', 'Member not found', 'members of other organizations are none here');

-- keep_owner, keep_limit: the same, written by SQL
create function pg_temp.member(n integer, who integer, role text) returns text
language sql
as $$
  insert into neon_auth.member (id, "organizationId", "userId", role, "createdAt")
  values (('3e3b0000-0000-4000-8000-00000000000' || n)::uuid, '06640000-0000-4000-8000-000000000001',
    ('5a14a3a0-0f0e-4c0e-9f0e-00000000000' || who)::uuid, role, now())
  returning role
$$;
select throws_ok($$ delete from neon_auth.member where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002' $$,
  'NA400', 'You cannot leave the organization without an owner', 'Bob, the last owner, stays');
select throws_ok($$ update neon_auth.member set role = 'member' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002' $$,
  'NA400', 'You cannot leave the organization without an owner', 'and owner');
select throws_ok($$ update neon_auth.member set "organizationId" = '06640000-0000-4000-8000-000000000002' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002' $$,
  'NA400', 'You cannot leave the organization without an owner', 'and here');
select lives_ok($$ update neon_auth.member set role = 'owner' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002' $$, 'with other words he may be it');
select is(pg_temp.member(4, 1, 'member'), 'member', 'Ada comes back');
select lives_ok($$ update neon_auth.member set role = case role when 'owner' then 'member' else 'owner' end
  where "organizationId" = '06640000-0000-4000-8000-000000000001' $$, 'one statement hands it over');
update neon_auth.project_config set plugin_configs = '{"organization": {"config": {"membershipLimit": 2}}}';
select throws_ok($$ select pg_temp.member(5, 3, 'member') $$, 'NA403', 'Organization membership limit reached', 'a third member is one too many');
select lives_ok($$ delete from neon_auth."user" where id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, 'who deletes his account takes the last owner along');
select lives_ok($$ delete from neon_auth.organization where id = '06640000-0000-4000-8000-000000000002' $$, 'and so does who deletes the organization');

select * from finish();
rollback;
