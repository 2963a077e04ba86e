begin;
select plan(66);
\ir ../../testdata/people.sql
update neon_auth.project_config set plugin_configs = '{"twoFactor": {"enabled": true}}';
create function pg_temp.ada() returns uuid language sql as $$ select '5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid $$;
create function pg_temp.engine() returns uuid language sql as $$ select '06640000-0000-4000-8000-000000000001'::uuid $$;
create function pg_temp.proves(token text, amr text, at interval, second interval) returns void language sql as $$
  update neon_auth.session_origin o set amr = string_to_array(proves.amr, ' '), "authenticatedAt" = now() - at, "secondFactorAt" = now() - second
  from neon_auth.session s where s.id = o."sessionId" and s.token = proves.token
$$;
-- people.sql stores words as hashes: a session whose token is known.
insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt", "activeOrganizationId")
values (encode(sha256('token'), 'hex'), pg_temp.ada(), now() + interval '1 day', now(), pg_temp.engine());

-- What policies see, by auth.login and by request.jwt.claims.
create function pg_temp.seen(amr text, at interval, second interval) returns text language plpgsql as $$
begin
  perform pg_temp.proves(encode(sha256('token'), 'hex'), amr, at, second);
  perform auth.login('token');
  return concat_ws(' ', auth.aal(), auth.require_fresh('10 minutes'), auth.require_fresh('1 day'), auth.require_fresh(null), auth.require_fresh('-1 day'));
end $$;
select is(pg_temp.seen(c.amr, c.at::interval, c.second::interval), c.expected, 'login: ' || c.expected)
from (values
  ('pwd', '1 minute', null, 'aal1 t t f f'), ('pwd', '11 minutes', null, 'aal1 f t f f'),
  ('pwd', '2 days', null, 'aal1 f f f f'), ('', null, null, 'aal1 f f f f'),
  ('mfa otp pwd', '1 minute', '5 days', 'aal2 t t f f')
) c (amr, at, second, expected);
select auth.login('wrong');
select is(concat_ws(' ', auth.aal(), auth.require_fresh('1 year')), 'f', 'no user is signed in');

-- Intervals that Postgres cannot subtract from now, and those within which nothing is fresh.
do $$ begin
  perform pg_temp.proves(encode(sha256('token'), 'hex'), 'pwd', '1 minute', null);
  perform auth.login('token');
end $$;
select is(auth.require_fresh(i.age::interval), i.fresh, 'fresh within ' || i.age)
from (values
  ('1000 years', true), ('5000 years', true), ('1000000 years', true), ('178000000 years', true), ('178000000 years -60 seconds', true), ('2 mons -58 days', true),
  ('-1000000 years', false), ('-178000000 years', false), ('0', false), ('-1 second', false), ('1 day -48:00:00', false), ('59 seconds', false)
) i (age, fresh);
update neon_auth.session_origin o set "authenticatedAt" = now() + interval '40 seconds'
from neon_auth.session s where s.id = o."sessionId" and s.token = encode(sha256('token'), 'hex');
select auth.login('token');
select is(concat_ws(' ', auth.require_fresh('10 minutes'), auth.require_fresh('0'), auth.require_fresh('-20 seconds')), 't f f', 'a clock that is ahead makes nothing fresh within no time');
select auth.login('wrong');

create function pg_temp.brought(claims text) returns text language plpgsql as $$
begin
  perform set_config('neon_auth.context', '', true), set_config('request.jwt.claims', claims, true);
  return concat_ws(' ', coalesce(auth.aal(), '-'), auth.require_fresh('10 minutes'));
end $$;
select is(pg_temp.brought(replace(c.claims, 'NOW', floor(extract(epoch from now()))::text)), c.expected, c.claims)
from (values
  ('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001","aal":"aal2","amr":["pwd","otp"],"auth_time":NOW}', 'aal2 t'),
  ('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001","aal":"aal1","auth_time":1}', 'aal1 f'),
  ('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}', 'aal1 f'),
  ('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001","aal":2,"auth_time":"NOW"}', 'aal1 f'),
  ('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001","aal":["aal2"],"auth_time":1e99}', 'aal1 f'),
  ('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001","aal":"AAL2","auth_time":99999999999}', 'aal1 f'),
  ('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001","aal":"aal2","auth_time":-1}', 'aal2 f'),
  ('{"role":"anonymous"}', '- f'), ('[]', '- f'), ('null', '- f'), ('', '- f'), ('{', '- f')
) c (claims, expected);
select is(auth.is_flat_json(c.value), c.flat, 'flat: ' || c.value)
from (values ('{"sub":"a","amr":["pwd","otp"]}', true), ('{"amr":[]}', true), ('{"amr":["pwd",1]}', false), ('{"amr":["a\"b"]}', false), ('{"amr":[["a"]]}', false), ('{"amr":["a",]}', false)) c (value, flat);
select set_config('request.jwt.claims', '{"amr":["a","sub"],"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000002","aal":"aal1"}', true);
select is(auth.uid(), '5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'a list of strings does not hide sub');
select set_config('request.jwt.claims', '', true);

-- A policy computes both once for a query.
set local row_security = on;
create schema app;
create table app.note (id integer, owner uuid);
insert into app.note select n, pg_temp.ada() from generate_series(1, 1000) n;
alter table app.note enable row level security;
create policy own on app.note using (owner = (select auth.uid()) and (select auth.aal()) = 'aal2' and (select auth.require_fresh('10 minutes')));
create role reader;
grant usage on schema app to reader;
grant select on app.note to reader;
create function pg_temp.plan_of_notes() returns text language plpgsql as $$
declare line text; lines text := '';
begin
  for line in execute 'explain (verbose, costs off) select count(*) from app.note' loop lines := lines || line || E'\n'; end loop;
  return lines;
end $$;
create function pg_temp.notes(amr text, at interval, second interval) returns bigint language plpgsql as $$
declare found bigint;
begin
  perform pg_temp.seen(amr, at, second);
  set local role reader;
  select count(*) into found from app.note;
  reset role;
  return found;
end $$;
select is(pg_temp.notes('pwd otp mfa', '1 minute', '1 minute'), 1000::bigint, 'a fresh session with a second factor reads');
select is(pg_temp.notes('pwd otp mfa', '1 hour', '1 hour'), 0::bigint, 'an old one does not');
select is(pg_temp.notes('pwd', '1 minute', null), 0::bigint, 'nor one with a password alone');
set local role reader;
select matches(pg_temp.plan_of_notes(), '^(?!.*Filter:[^\n]*require_fresh).*InitPlan.*require_fresh.*Seq Scan', 'require_fresh is computed once');
select matches(pg_temp.plan_of_notes(), 'InitPlan', 'aal is computed once');
reset role;
select is_empty($$ select advice from neon_auth.policy_advice where schema = 'app' $$, 'policy_advice has nothing to say');
create policy bare on app.note using (auth.require_fresh('1 hour') and auth.aal() = 'aal2');
select is((select string_agg(advice, '; ' order by advice collate "C") from neon_auth.policy_advice where schema = 'app'),
  'write (select auth.aal()): bare, it runs in every row; write (select auth.require_fresh(…)): bare, it runs in every row', 'but for bare calls');
drop policy bare on app.note;

-- An organization that demands a second factor: rows, claims and endpoints.
select pg_temp.seen('pwd', '1 minute', null);
select is(auth.is_member(pg_temp.engine()), true, 'it is open before');
update neon_auth.organization set "requireTwoFactor" = true where id = pg_temp.engine();
create function pg_temp.access(amr text, second interval) returns text language plpgsql as $$
begin
  perform pg_temp.seen(amr, '1 minute', second);
  return concat_ws(' ', auth.is_member(pg_temp.engine()), auth.has_org_role(pg_temp.engine(), 'owner'), auth.has_permission(pg_temp.engine(), 'member:create'),
    auth.organization_id() = pg_temp.engine(), (select count(*) from neon_auth_internal.own_organization_ids()));
end $$;
select is(pg_temp.access('pwd', null), 'f f f 0', 'it is closed to a session without, and no claim names it');
select is(pg_temp.access('mfa otp pwd', '1 minute'), 't t t t 1', 'it is open to one with a second factor');
select is((select organization_role from neon_auth_api.get_sessions(neon_auth.branch_identity(), array[encode(sha256('token'), 'hex')])), 'owner', 'also in its tokens');
select pg_temp.seen('pwd', '1 minute', null);
select is((select organization_role from neon_auth_api.get_sessions(neon_auth.branch_identity(), array[encode(sha256('token'), 'hex')])), null, 'which name it to no other');

-- Every endpoint of the organization: no function of the API finds a member without the session.
select is_empty(
  $$ select p.proname from pg_proc p where p.pronamespace = 'neon_auth_api'::regnamespace
     and p.prosrc ~ '(find_member|lock_membership)\([^;]*own\."userId"' and p.proname <> 'leave_organization' $$, 'every endpoint asks for the second factor; leaving needs none');
select throws_ok(format('select neon_auth_api.%s', c.call), 'NA403', 'Prove again who you are', c.call)
from (values
  ($$ list_members('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001"}') $$),
  ($$ get_full_organization('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001"}') $$),
  ($$ set_active_organization('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001"}') $$),
  ($$ update_organization('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001", "data": {"requireTwoFactor": false}}') $$),
  ($$ delete_organization('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001"}') $$),
  ($$ list_roles('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001"}') $$)
) c (call);
select pg_temp.proves('ada', 'mfa', '0', '0');
select is(neon_auth_api.update_organization('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001", "data": {"requireTwoFactor": false}}') ->> 'requireTwoFactor', null, 'an owner who has proved one may lift it');
select pg_temp.proves('ada', 'pwd', '0', null);
select throws_ok($$ select neon_auth_api.update_organization('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001", "data": {"requireTwoFactor": true}}') $$, 'NA403', 'Prove again who you are', 'and who has not may not demand it');

-- Step-up: who is asked, and for what.
create function pg_temp.asked(flag boolean, settings text, amr text, at interval, second interval) returns text language plpgsql as $$
declare hint text;
begin
  update neon_auth.project_config set options = settings::jsonb;
  update neon_auth."user" u set "twoFactorEnabled" = flag where u.id = pg_temp.ada();
  insert into neon_auth."twoFactor" (secret, "backupCodes", "userId") select 'v1.x', '[]', pg_temp.ada() where flag on conflict do nothing;
  perform pg_temp.proves('ada', amr, at, second);
  perform neon_auth_api.require_step_up('ada');
  return '';
exception when sqlstate 'NA403' then
  get stacked diagnostics hint = pg_exception_hint;
  return hint;
end $$;
select is(pg_temp.asked(c.flag, c.settings, c.amr, c.at::interval, c.second::interval), c.expected, concat_ws(' ', c.flag, c.settings, c.at, c.second))
from (values
  (null, '{}', 'pwd', '5 days', null, ''),
  (null, '{"stepUp": {"users": "all"}}', 'pwd', '61 minutes', null, '["password"]'),
  (null, '{"stepUp": {"users": "all"}}', 'pwd', '59 minutes', null, ''),
  (true, '{}', 'pwd', '1 minute', null, '["totp","backup-code","otp"]'),
  (true, '{}', 'email', '1 minute', null, '["totp","backup-code"]'),
  (true, '{}', 'pwd otp mfa', '1 minute', '61 minutes', '["totp","backup-code","otp"]'),
  (true, '{"stepUp": {"maxAge": 90}}', 'pwd otp mfa', '61 minutes', '61 minutes', '')
) c (flag, settings, amr, at, second, expected);
select neon_auth_api.prove_password('ada', 'hash of Ada');

select * from finish();
rollback;
