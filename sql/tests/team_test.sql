begin;
select plan(29);
\ir ../../testdata/people.sql

create function pg_temp.set_teams(wanted text) returns void
language sql as $$
  update neon_auth.project_config
  set plugin_configs = jsonb_build_object('organization', jsonb_build_object('config', jsonb_build_object('teams', wanted::jsonb)))
$$;
create function pg_temp.ask(call text, token text, input json) returns json
language plpgsql as $$
declare answer json;
begin
  execute format('select neon_auth_api.%I($1, $2)', call) into answer
  using token, (jsonb '{"organizationId":"06640000-0000-4000-8000-000000000001"}' || input::jsonb)::json;
  return answer;
end $$;
create function pg_temp.team(token text, name text) returns text
language sql as $$ select pg_temp.ask('create_team', token, json_build_object('name', name)) ->> 'id' $$;
update neon_auth.session set "activeOrganizationId" = '06640000-0000-4000-8000-000000000001' where token in ('ada', 'bob');

select pg_temp.set_teams('{"enabled": true, "maximumTeams": 2, "maximumMembersPerTeam": 2}');
create temp table red as select pg_temp.team('ada', 'red') as id;

-- create_team, update_team, list_teams
select isnt((select id from red), null, 'an owner creates a team');
select throws_ok($$ select pg_temp.team('bob', 'blue') $$, 'NA403', 'You are not allowed to create teams in this organization', 'a member cannot create a team');
select throws_ok($$ select pg_temp.team('eve', 'blue') $$, 'NA403', 'You are not allowed to invite users to this organization', 'nor can a user of another organization');
select is(pg_temp.ask('update_team', 'ada', json_build_object('teamId', (select id from red), 'data', json '{"name":"scarlet"}')) ->> 'name', 'scarlet', 'renames a team');
select throws_ok($$ select pg_temp.ask('update_team', 'eve', json_build_object('teamId', (select id from red), 'data',
  json '{"name":"x", "organizationId":"06640000-0000-4000-8000-000000000002"}')) $$, 'NA400', 'Team not found', 'not through another organization');
select throws_ok($$ select pg_temp.ask('list_teams', 'eve', '{}') $$, 'NA403', 'You are not allowed to access this organization as an owner', 'other users cannot list teams');
select is(json_array_length(pg_temp.ask('list_teams', 'bob', '{}')), 1, 'members can list teams');

-- check_team, also for raw SQL
insert into neon_auth.team (name, "organizationId") values ('blue', '06640000-0000-4000-8000-000000000001');
select throws_ok($$ insert into neon_auth.team (name, "organizationId") values ('green', '06640000-0000-4000-8000-000000000001') $$,
  'NA400', 'You have reached the maximum number of teams', 'enforces the limit in SQL');
select throws_ok($$ select pg_temp.team('ada', 'green') $$, 'NA400', 'You have reached the maximum number of teams', 'enforces the limit in the API');
select throws_ok($$ update neon_auth.team set "organizationId" = '06640000-0000-4000-8000-000000000002' $$, 'NA400', 'Team not found', 'a team cannot move to another organization');

-- add_team_member, check_team_member, leave_teams
create function pg_temp.add(token text, who integer, call text default 'add_team_member') returns json
language sql as $$ select pg_temp.ask(call, token, json_build_object(
  'teamId', (select id from red), 'userId', '5a14a3a0-0f0e-4c0e-9f0e-00000000000' || who)) $$;
select throws_ok($$ select pg_temp.add('bob', 2) $$, 'NA403', 'You are not allowed to create a new member', 'a member cannot add members');
select throws_ok($$ select pg_temp.add('ada', 3) $$, 'NA400', 'User is not a member of the organization', 'rejects users of other organizations');
select throws_ok($$ insert into neon_auth."teamMember" ("teamId", "userId") select id::uuid, '5a14a3a0-0f0e-4c0e-9f0e-000000000003' from red $$,
  'NA400', 'User is not a member of the organization', 'rejects them in SQL too');
select is(pg_temp.add('ada', 2) ->> 'id', pg_temp.add('ada', 2) ->> 'id', 'adding a member again changes nothing');
select pg_temp.add('ada', 1);
insert into neon_auth.member ("organizationId", "userId", role, "createdAt")
values ('06640000-0000-4000-8000-000000000001', '5a14a3a0-0f0e-4c0e-9f0e-000000000003', 'member', now());
select throws_ok($$ select pg_temp.add('ada', 3) $$, 'NA403', 'Team member limit reached', 'rejects members of a full team');
select throws_ok($$ insert into neon_auth."teamMember" ("teamId", "userId") select id::uuid, '5a14a3a0-0f0e-4c0e-9f0e-000000000003' from red $$,
  'NA403', 'Team member limit reached', 'rejects them in SQL too');
select is(pg_temp.add('ada', 2) ->> 'userId', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'accepts existing members of a full team');
select is(json_array_length(pg_temp.ask('list_team_members', 'bob', json_build_object('teamId', (select id from red)))), 2, 'members see each other');
select throws_ok($$ select pg_temp.ask('list_team_members', 'eve', json_build_object('teamId', (select id from red))) $$,
  'NA400', 'User is not a member of the team', 'other users do not see them');
update neon_auth.member set role = 'guest', "userId" = "userId" where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002';
select is((select count(*)::int from neon_auth."teamMember"), 2, 'a new role does not change the teams');
delete from neon_auth.member where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002';
select is((select count(*)::int from neon_auth."teamMember"), 1, 'leaving the organization ends the membership of its teams');

-- set_active_team, remove_team_member, remove_team
select is((select s.body ->> 'name' from neon_auth_api.set_active_team('ada', json_build_object('teamId', (select id from red))) s), 'scarlet', 'sets the active team');
select throws_ok($$ select neon_auth_api.set_active_team('eve', json_build_object('teamId', (select id from red))) $$,
  'NA403', 'User is not a member of the team', 'only for its members');
select throws_ok($$ select pg_temp.ask('remove_team', 'ada', json_build_object('teamId', (select id from red))) $$,
  'NA403', 'You are not allowed to delete this team', 'keeps the active team');
select is(neon_auth_internal.session_json(s) ->> 'activeTeamId', (select id from red), 'the session shows the active team') from neon_auth.session s where token = 'ada';
select neon_auth_api.set_active_team('ada', '{"teamId": null}');
select is(pg_temp.add('ada', 1, 'remove_team_member') ->> 'message', 'Team member removed successfully.', 'removes a member');
select is(pg_temp.ask('remove_team', 'ada', json_build_object('teamId', (select id from red))) ->> 'message', 'Team removed successfully.', 'removes a team');
select throws_ok($$ select pg_temp.ask('remove_team', 'ada', json_build_object('teamId', (select t.id from neon_auth.team t))) $$,
  'NA400', 'Unable to remove last team', 'keeps the last team');

select pg_temp.set_teams('{"enabled": false}');
select is(neon_auth_internal.session_json(s)::jsonb ? 'activeTeamId', false, 'shows no teams when they are disabled') from neon_auth.session s where token = 'ada';

select * from finish();
rollback;
