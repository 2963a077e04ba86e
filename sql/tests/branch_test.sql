begin;
select plan(13);
\ir ../../testdata/people.sql

create temporary table first as select neon_auth.branch_identity() as id;
select matches(id, '^ep-[0-9a-f]{16}$', 'returns an identity') from first;
select is(neon_auth.branch_identity(), id, 'the identity is stable') from first;
select isnt((select endpoint_id from neon_auth.project_config), id, 'endpoint_id is that of the template this database was copied from') from first;
set local neon.timeline_id = 'x';
set local neon.tenant_id = 'y';
select is(neon_auth.branch_identity(), id, 'settings named like Neon''s do not change the identity') from first;

select isnt(neon_auth.fork_branch(), id, 'a fork has a new identity') from first;
select throws_ok($$ select neon_auth_api.list_sessions('ada') $$, 'NA401', null, 'sessions are invalid in the fork');
select is_empty($$ select * from neon_auth_api.current_key() $$, 'keys are invalid in the fork');

select is(neon_auth.adopt_branch(id), id, 'adopts the previous identity') from first;
select lives_ok($$ select neon_auth_api.list_sessions('ada') $$, 'sessions are valid again');

select throws_ok($$ select neon_auth.adopt_branch(null) $$, 'NA400', 'Invalid value', 'rejects null');
select throws_ok($$ select neon_auth.adopt_branch('ep-x') $$, 'NA400', 'Invalid value', 'rejects an invalid identity');
select is(has_function_privilege('pg_database_owner', 'neon_auth.adopt_branch(text)', 'execute'), false,
  'the owner of a database cannot adopt another''s identity: all keys are derived from it');
select is(has_function_privilege('pg_database_owner', 'neon_auth.fork_branch()', 'execute'), true, 'the owner may create a new identity');

select * from finish();
rollback;
