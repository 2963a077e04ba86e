begin;
select plan(47);

create function pg_temp.refused(options jsonb) returns text language plpgsql as $$
begin
  update neon_auth.project_config set options = refused.options;
  return 'accepted';
exception when check_violation then return sqlerrm;
end
$$;

-- A duration is seconds, or text.
select is(neon_auth_internal.duration_seconds(t.said), t.seconds, coalesce(t.said, 'null'))
from (values ('900', 900), ('15m', 900), ('15 minutes', 900), ('2h', 7200), ('1 Day', 86400), (' 90s ', 90), ('1w', 604800), ('34560000', 34560000), ('0', 0),
  ('', null), ('m', null), ('-1', null), ('1.5h', null), ('15 months', null), ('15mm', null), ('9999999999', null), ('99999999w', null), ('1e3', null), (null, null)) as t (said, seconds);

select is(pg_temp.refused(jsonb_build_object('jwt', t.jwt::jsonb)), 'accepted', t.jwt)
from (values ('{"expirationTime": 60}'), ('{"expirationTime": "1d"}'), ('{"audience": "a", "issuer": "b"}'), ('{"audience": ["a", "b"]}'), ('{"claims": {"role": "app", "tenant": {"a": null}}}'), ('{}')) as t (jwt);
select matches(pg_temp.refused(jsonb_build_object('jwt', t.jwt::jsonb)), t.problem, t.jwt)
from (values
  ('{"expirationTime": 59}', '^jwt.expirationTime must be seconds from 60 to 86400, or a text'), ('{"expirationTime": "25h"}', '^jwt.expirationTime must be'), ('{"expirationTime": 900.5}', '^jwt.expirationTime must be'),
  ('{"issuer": ""}', '^jwt.issuer must be'), ('{"audience": ""}', '^jwt.audience must not be empty'), ('{"audience": []}', '^jwt.audience must not be empty'), ('{"audience": [7]}', '^jwt.audience must be an array of texts'),
  ('{"claims": {"sub": "x"}}', '^jwt.claims must not replace'), ('{"claims": {"email": "x"}}', '^jwt.claims must not replace'), ('{"claims": {"role": "anonymous"}}', '^jwt.claims must have a text as role'),
  ('{"claims": {"role": 7}}', '^jwt.claims must have a text as role'), ('{"claims": []}', '^jwt.claims must be an object')) as t (jwt, problem);

-- When a session is due follows the settings at once.
update neon_auth.project_config set options = '{"session": {"expiresIn": 3600, "updateAge": 600}}';
select is((select prolong_before from neon_auth.config_version), interval '50 minutes', 'a session is due after updateAge');
select is((select short_session_lifetime from neon_auth_internal.config), interval '1 hour', 'a session that is not remembered is not longer than others');
update neon_auth.project_config set options = '{"session": {"disableSessionRefresh": true}}';
select ok((select now() + prolong_before < '1100-01-01' from neon_auth.config_version), 'no session is due');
delete from neon_auth.project_config;
select is((select prolong_before from neon_auth.config_version), interval '6 days', 'without settings, after a day');
select is((select session_lifetime from neon_auth_internal.config), interval '168 hours', 'which lasts a week');

select is(neon_auth.set('jwt.claims', '{"role": "app", "tenant": {"a": 1}}')::jsonb, '{"role": "app", "tenant": {"a": 1}}', 'set() takes an object');
select is((select c.options #> '{jwt,claims}' from neon_auth.project_config c), '{"role": "app", "tenant": {"a": 1}}', 'and stores it');
select is(neon_auth.set('jwt.claims', E'\n {}'), '{}', 'also an empty one');
select throws_ok($$ select neon_auth.set('jwt.claims', '{"sub": "x"}') $$, '23514', null, 'which is checked like any other');
select throws_ok($$ select neon_auth.set('jwt.claims', 'role') $$, '23514', null, 'a text is no object');

select * from finish();
rollback;
