begin;
select plan(10);
\ir ../../testdata/people.sql
create function pg_temp.listed(tokens text[]) returns text language sql as $$
  select string_agg(s ->> 'token', ' ') from (select e -> 'session' as s from json_array_elements(neon_auth_api.list_device_sessions(tokens)) e) l
$$;

select is(pg_temp.listed('{bob,ada,nobody}'), 'bob ada', 'lists the live sessions in the browser''s order');
select is(pg_temp.listed('{ada elsewhere,eve,ada}'), 'ada elsewhere eve', 'one for each user');
select is(neon_auth_api.list_device_sessions('{}')::text, '[]', 'or none');
select is((select (failure, body -> 'user' ->> 'name')::text from neon_auth_api.use_device_session('ada', 'bob')), '("",Bob)', 'returns another session');
select is((select failure from neon_auth_api.use_device_session('ada', '')), 'INVALID_SESSION_TOKEN', 'only one that is there');
select throws_ok($$ select neon_auth_api.use_device_session('', 'bob') $$, 'NA401', null, 'needs an active session');
select is((select string_agg(ended_hash || ' ' || is_dead, ', ' order by ended_hash) from neon_auth_api.replace_device_sessions('ada', '{ada,ada elsewhere,bob,nobody}')),
  'ada elsewhere false, nobody true', 'ends the user''s older sessions');
select is((select string_agg(token, ' ' order by token) from neon_auth.session), 'ada bob eve', 'and no other''s');
select is(neon_auth_api.revoke_device_session('ada', 'ada', '{nobody,eve,bob}'), 'eve', 'after the active one, the next becomes active');
select is(neon_auth_api.revoke_device_session('eve', 'bob', '{eve}'), '', 'after another one, none does');

select * from finish();
rollback;
