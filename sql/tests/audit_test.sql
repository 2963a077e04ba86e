begin;
select plan(15);
\ir ../../testdata/people.sql

-- Who acts: the session's user, until the transaction ends.
select neon_auth_api.update_user('ada', '{"name": "Ada L."}');
select results_eq(
  $$ select entity, action, "actorId", before ->> 'name', after ->> 'name' from neon_auth.audit_log where action = 'update' $$,
  $$ values ('user', 'update', '5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid, 'Ada', 'Ada L.') $$, 'who, what, before and after');
select is((select count(*) from neon_auth.audit_log l where l::text ~ 'hash of|secret'), 0::bigint, 'no secret');
select is((select count(*) from neon_auth.audit_log l where entity = 'session' and after ? 'token'), 0::bigint, 'no token');
select set_config('neon_auth.acting_user', 'no id', true);
select lives_ok($$ update neon_auth."user" set image = 'i' $$, 'a strange setting stops nothing');

-- Who empties a table is seen too.
savepoint before;
truncate neon_auth.account;
select is((entity, action, "databaseRole", before)::text, format('(account,truncate,%s,)', session_user), 'a truncate') from neon_auth.audit_log order by id desc limit 1;
rollback to before;
select is_empty($$ select t.tgrelid::regclass from pg_trigger t where t.tgname = 'audit'
  and not exists (select from pg_trigger e where e.tgrelid = t.tgrelid and e.tgname = 'audit_truncate') $$, 'of every table');

-- Nobody but a sidecar says in whose name he acts.
create role forger bypassrls;
grant usage on schema neon_auth to forger;
grant select, update on neon_auth."user" to forger;
set local session authorization forger;
select set_config('neon_auth.acting_user', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', true);
update neon_auth."user" set image = 'forged';
reset session authorization;
select is((count(*), count("actorId"), min("databaseRole"))::text, '(3,0,forger)', 'the role, and no user')
from neon_auth.audit_log where after ->> 'image' = 'forged';

-- count_refusal: one row, however often
select neon_auth_api.count_refusal('ADA@example.com') from generate_series(1, 3);
select neon_auth_api.count_refusal('nobody@example.com');
select results_eq($$ select attempts from neon_auth.refused_sign_in order by 1 $$, $$ values (1), (3) $$, 'counted');

-- Retention
select is(neon_auth.expire_audit(), 0, 'nothing is old');
insert into neon_auth.refused_sign_in values (now() - interval '5 years', '', '00000000-0000-0000-0000-000000000000');
select neon_auth_api.tidy_audit();
select is((select count(*) from neon_auth.refused_sign_in), 2::bigint, 'old refusals go');

-- erase_user, export_user
select throws_ok($$ select neon_auth.export_user(gen_random_uuid()) $$, 'NA404', 'User not found', 'an unknown one');
insert into neon_auth.verification (identifier, value, "expiresAt") values
  ('sign-in-otp-nada@example.com', 'x', now()), ('forget-password-otp-nada@example.com', 'x', now()), ('a link', '{"email" : "ADA@Example.com"}', now()), ('sign-in-otp-ada@example.com', 'x', now());
insert into neon_auth.outbox (kind, recipient, facts) values
  ('any', 'bob@example.com', '{"by": "nada@example.com"}'), ('any', 'bob@example.com', '{"by": "ada@example.com.au"}'),
  ('any', 'bob@example.com', '{"by": "Ask ada@example.com."}'), ('any', 'bob@example.com', '{"by": ""}');
select is(json_array_length(neon_auth.export_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001') -> 'verifications'), 3, 'her codes and links');
select neon_auth.erase_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001');
select neon_auth.erase_user(neon_auth.create_user('nameless@example.com'));
select is(string_agg(v.identifier, ' ' order by v.identifier), 'forget-password-otp-nada@example.com sign-in-otp-nada@example.com', 'and they go, like ones stay')
from neon_auth.verification v where v."expiresAt" = now();
select is(string_agg(o.facts ->> 'by', ' ' order by o.facts ->> 'by'), ' ada@example.com.au nada@example.com', 'and others'' mails')
from neon_auth.outbox o where o.recipient = 'bob@example.com';
select is((select count(*) from neon_auth.audit_log l where l::text ~ 'ada@|Ada'), 0::bigint, 'nothing is left of her');
select * from finish();
rollback;
