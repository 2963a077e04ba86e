begin;
select plan(37);

insert into neon_auth."user" (id, name, email, "emailVerified") values
  ('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'Ada', 'ada@example.com', false),
  ('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'Bob', 'bob@example.com', true);

-- Codes.
select is(
  neon_auth_api.send_code('sign-in', 'ADA@example.com', '{"codeHash": "right", "sealedCode": "sealed"}')::text,
  '{"success" : true}', 'a code is mailed');
select results_eq(
  $$ select identifier, value, "expiresAt", branch from neon_auth.verification $$,
  $$ values ('sign-in-otp-ada@example.com', 'right:0', now() + interval '15 minutes', neon_auth.branch_identity()) $$,
  'its hash is kept for 15 minutes, under the address in its normal form');
select results_eq(
  $$ select kind, recipient, sealed, "expiresAt" from neon_auth.outbox $$,
  $$ values ('sign-in-otp', 'ada@example.com', 'sealed', now() + interval '15 minutes') $$, 'and it is on its way');

select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{wrong}', true), 'INVALID_OTP', 'a wrong one');
select is((select value from neon_auth.verification), 'right:1', 'is counted');
select is(neon_auth_internal.try_code('forget-password', 'ada@example.com', '{right}', true), 'INVALID_OTP', 'it serves one purpose');
select is(neon_auth_internal.try_code('sign-in', 'bob@example.com', '{right}', true), 'INVALID_OTP', 'and one person');
select is(neon_auth_internal.try_code('sign-in', 'Ada@Example.com', '{old,right}', false), null, 'looked at');
select is((select value from neon_auth.verification), 'right:1', 'it is as before');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{wrong}', true), 'INVALID_OTP', 'a second wrong one');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{wrong}', true), 'INVALID_OTP', 'a third');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{right}', true), 'TOO_MANY_ATTEMPTS', 'then the right one is too late');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{right}', true), 'INVALID_OTP', 'and gone');

select neon_auth_api.send_code('sign-in', 'ada@example.com', '{"codeHash": "first", "sealedCode": "sealed"}');
select neon_auth_api.send_code('sign-in', 'ada@example.com', '{"codeHash": "second", "sealedCode": "sealed"}');
select is((select array_agg(value) from neon_auth.verification), array['second:0'], 'a new code takes the place of the old one');
update neon_auth.verification set "expiresAt" = now();
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{second}', true), 'OTP_EXPIRED', 'an expired one is told once');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{second}', true), 'INVALID_OTP', 'and gone');

select neon_auth_api.send_code('sign-in', 'ada@example.com', '{"codeHash": "right", "sealedCode": "sealed"}');
update neon_auth.verification set branch = 'ep-parent';
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{right}', true), 'INVALID_OTP', 'a code counts in its branch only');

-- Unknown addresses.
delete from neon_auth.outbox;
select is(
  neon_auth_api.send_code('forget-password', 'nobody@example.com', '{}')::text, '{"success" : true}', 'an unknown address gets the same answer');
select is_empty($$ select 1 from neon_auth.outbox $$, 'and no mail');
update neon_auth.project_config set email_and_password = '{"disableSignUp": true}';
select neon_auth_api.send_code('sign-in', 'nobody@example.com', '{"codeHash": "right"}');
select is_empty($$ select 1 from neon_auth.outbox $$, 'nor one to sign in where nobody may sign up');
select throws_ok($$ select neon_auth_internal.sign_up_proved('x@example.com', '') $$, 'NA400', null, 'not by a code sent before either');

-- Addresses are verified by code or link.
update neon_auth.project_config set email_and_password = '{"autoSignInAfterVerification": false}';
select neon_auth_api.send_code('email-verification', 'ada@example.com', '{"codeHash": "right", "sealedCode": "sealed"}');
select results_eq(
  $$ select failure, body ->> 'token', body -> 'user' ->> 'emailVerified' from neon_auth_api.verify_email_code('ada@example.com', '{right}', 'hash') $$,
  $$ values ('', null, 'true') $$, 'a code verifies, and opens no session where the settings say so');
select is(neon_auth_api.verify_email_link('', 'nobody@example.com', 'hash'), 'user_not_found', 'a link of somebody who is gone');
update neon_auth."user" set "emailVerified" = false;
update neon_auth.project_config set email_and_password = '{}';
select is(neon_auth_api.verify_email_link('', 'ada@example.com', 'hash'), 'session opened', 'a link verifies and signs in');
select is(neon_auth_api.verify_email_link('', 'ada@example.com', 'other'), 'verified', 'once');
select throws_ok(
  $$ select neon_auth_api.send_verification_email('hash', 'bob@example.com', '{}') $$, 'NA400', 'Email mismatch', 'only for oneself');
select throws_ok(
  $$ select neon_auth_api.send_verification_email('hash', 'ada@example.com', '{}') $$, 'NA400', 'Email is already verified', 'only if need be');

-- A password by link.
select neon_auth_api.request_password_reset('ada@example.com', 'reset', '{"sealedLink": "sealed"}');
select ok(neon_auth_api.find_password_reset('reset') and neon_auth_api.find_password_reset('reset'), 'looking uses nothing up');
select neon_auth_api.reset_password('', 'reset', 'salt:key');
select is_empty($$ select 1 from neon_auth.session where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, 'her sessions end');
select throws_ok($$ select neon_auth_api.reset_password('', 'reset', 'salt:other') $$, 'NA400', 'Invalid token', 'a link counts once');

-- Whoever asks learns nothing from the work: as many rows are written for a known address as for an unknown one.
create function pg_temp.rows_of(statement text)
returns text
language plpgsql
as $$
declare
  counted constant text := $q$ select coalesce(jsonb_object_agg(t.relname, t.n_tup_ins), '{}')
    from pg_stat_xact_user_tables t
    where t.schemaname = 'neon_auth' and t.relname !~ '^audit_log' $q$; -- of a sidecar's requests it has no such rows
  before jsonb;
  after  jsonb;
begin
  execute counted into before;
  execute statement;
  execute counted into after;
  return (
    select string_agg(a.key || ' ' || a.value::bigint - coalesce((before ->> a.key)::bigint, 0), ', ' order by a.key)
    from jsonb_each_text(after) a
    where a.value::bigint > coalesce((before ->> a.key)::bigint, 0));
end
$$;
update neon_auth.project_config set email_and_password = '{}';
select is(pg_temp.rows_of(format(w.call, 'nobody@example.com')), pg_temp.rows_of(format(w.call, 'ada@example.com')), 'G05: ' || w.call)
from (values
  ($$ select neon_auth_api.send_code('forget-password', '%s', '{"codeHash": "x"}') $$),
  ($$ select neon_auth_api.send_code('email-verification', '%s', '{"codeHash": "x"}') $$),
  ($$ select neon_auth_api.send_verification_email('', '%s', '{"codeHash": "x"}') $$),
  ($$ select neon_auth_api.request_password_reset('%s', 'x', '{}') $$)) as w (call);
update neon_auth.project_config set email_and_password = '{"emailVerificationMethod": "link"}';
select is(pg_temp.rows_of(format(w.call, 'nobody@example.com')), pg_temp.rows_of(format(w.call, 'ada@example.com')), 'G05: ' || w.call)
from (values
  ($$ select neon_auth_api.send_verification_email('', '%s', '{"sealedLink": "x", "linkHash": "x"}') $$),
  ($$ select neon_auth_internal.mail_new_address('%s', '{"sealedLink": "x"}') $$)) as w (call);

select is(
  pg_temp.rows_of($$ select neon_auth_api.request_password_reset('nobody@example.com', 'x', '{}') $$), 'claimed_name 1, outbox 1, verification 1',
  'written, and removed again');

select * from finish();
rollback;
