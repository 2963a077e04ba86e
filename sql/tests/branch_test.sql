begin;
select plan(13);
\ir ../../testdata/people.sql

create temporary table first as select neon_auth.branch_identity() as id;
select matches(id, '^ep-[0-9a-f]{16}$', 'an identity') from first;
select is(neon_auth.branch_identity(), id, 'that lasts') from first;
select isnt((select endpoint_id from neon_auth.project_config), id, 'endpoint_id is that of the template this is a copy of') from first;
set local neon.timeline_id = 'x';
set local neon.tenant_id = 'y';
select is(neon_auth.branch_identity(), id, 'anybody may SET names like Neon''s, in vain') from first;

select isnt(neon_auth.fork_branch(), id, 'a fork is another branch') from first;
select throws_ok($$ select neon_auth_api.list_sessions('ada') $$, 'NA401', null, 'where the sessions count no more');
select is_empty($$ select * from neon_auth_api.current_key() $$, 'nor the keys');

select is(neon_auth.adopt_branch(id), id, 'unless it is adopted') from first;
select lives_ok($$ select neon_auth_api.list_sessions('ada') $$, 'and they count again');

select throws_ok($$ select neon_auth.adopt_branch(null) $$, 'NA400', 'Invalid value', 'not to none');
select throws_ok($$ select neon_auth.adopt_branch('ep-x') $$, 'NA400', 'Invalid value', 'nor to what is none');
select is(has_function_privilege('pg_database_owner', 'neon_auth.adopt_branch(text)', 'execute'), false,
  'the owner of a database cannot take another''s identity: all keys are derived from it');
select is(has_function_privilege('pg_database_owner', 'neon_auth.fork_branch()', 'execute'), true, 'but a new one');

select * from finish();
rollback;
