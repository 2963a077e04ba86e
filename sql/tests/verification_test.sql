begin;
select plan(37);

insert into neon_auth."user" (id, name, email, "emailVerified") values
  ('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'Ada', 'ada@example.com', false),
  ('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'Bob', 'bob@example.com', true);

-- Codes.
select is(
  neon_auth_api.send_code('sign-in', 'ADA@example.com', '{"codeHash": "right", "sealedCode": "sealed"}')::text,
  '{"success" : true}', 'mails a code');
select results_eq(
  $$ select identifier, value, "expiresAt", branch from neon_auth.verification $$,
  $$ values ('sign-in-otp-ada@example.com', 'right:0', now() + interval '15 minutes', neon_auth.branch_identity()) $$,
  'stores its hash for 15 minutes, under the normal form of the address');
select results_eq(
  $$ select kind, recipient, sealed, "expiresAt" from neon_auth.outbox $$,
  $$ values ('sign-in-otp', 'ada@example.com', 'sealed', now() + interval '15 minutes') $$, 'queues the mail');

select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{wrong}', true), 'INVALID_OTP', 'rejects a wrong code');
select is((select value from neon_auth.verification), 'right:1', 'counts the attempt');
select is(neon_auth_internal.try_code('forget-password', 'ada@example.com', '{right}', true), 'INVALID_OTP', 'a code is valid for one purpose');
select is(neon_auth_internal.try_code('sign-in', 'bob@example.com', '{right}', true), 'INVALID_OTP', 'and for one user');
select is(neon_auth_internal.try_code('sign-in', 'Ada@Example.com', '{old,right}', false), null, 'checks a code without consuming it');
select is((select value from neon_auth.verification), 'right:1', 'does not change the row');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{wrong}', true), 'INVALID_OTP', 'rejects a second wrong code');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{wrong}', true), 'INVALID_OTP', 'rejects a third');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{right}', true), 'TOO_MANY_ATTEMPTS', 'rejects the right code after three attempts');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{right}', true), 'INVALID_OTP', 'deletes it');

select neon_auth_api.send_code('sign-in', 'ada@example.com', '{"codeHash": "first", "sealedCode": "sealed"}');
select neon_auth_api.send_code('sign-in', 'ada@example.com', '{"codeHash": "second", "sealedCode": "sealed"}');
select is((select array_agg(value) from neon_auth.verification), array['second:0'], 'a new code replaces the old one');
update neon_auth.verification set "expiresAt" = now();
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{second}', true), 'OTP_EXPIRED', 'reports an expired code once');
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{second}', true), 'INVALID_OTP', 'deletes it');

select neon_auth_api.send_code('sign-in', 'ada@example.com', '{"codeHash": "right", "sealedCode": "sealed"}');
update neon_auth.verification set branch = 'ep-parent';
select is(neon_auth_internal.try_code('sign-in', 'ada@example.com', '{right}', true), 'INVALID_OTP', 'a code is valid in its branch only');

-- Unknown addresses.
delete from neon_auth.outbox;
select is(
  neon_auth_api.send_code('forget-password', 'nobody@example.com', '{}')::text, '{"success" : true}', 'the response for an unknown address is the same');
select is_empty($$ select 1 from neon_auth.outbox $$, 'no mail is queued');
update neon_auth.project_config set email_and_password = '{"disableSignUp": true}';
select neon_auth_api.send_code('sign-in', 'nobody@example.com', '{"codeHash": "right"}');
select is_empty($$ select 1 from neon_auth.outbox $$, 'nor a mail to sign in, where sign-up is disabled');
select throws_ok($$ select neon_auth_internal.sign_up_proved('x@example.com', '') $$, 'NA400', null, 'an earlier code cannot sign up either');

-- Addresses are verified by code or link.
update neon_auth.project_config set email_and_password = '{"autoSignInAfterVerification": false}';
select neon_auth_api.send_code('email-verification', 'ada@example.com', '{"codeHash": "right", "sealedCode": "sealed"}');
select results_eq(
  $$ select failure, body ->> 'token', body -> 'user' ->> 'emailVerified' from neon_auth_api.verify_email_code('ada@example.com', '{right}', 'hash') $$,
  $$ values ('', null, 'true') $$, 'verifies the address, and opens no session if the settings disable it');
select is(neon_auth_api.verify_email_link('', 'nobody@example.com', 'hash'), 'user_not_found', 'rejects a link of a deleted user');
update neon_auth."user" set "emailVerified" = false;
update neon_auth.project_config set email_and_password = '{}';
select is(neon_auth_api.verify_email_link('', 'ada@example.com', 'hash'), 'session opened', 'verifies the address and signs in');
select is(neon_auth_api.verify_email_link('', 'ada@example.com', 'other'), 'verified', 'once');
select throws_ok(
  $$ select neon_auth_api.send_verification_email('hash', 'bob@example.com', '{}') $$, 'NA400', 'Email mismatch', 'rejects another user''s address');
select throws_ok(
  $$ select neon_auth_api.send_verification_email('hash', 'ada@example.com', '{}') $$, 'NA400', 'Email is already verified', 'rejects a verified address');

-- Setting a password with a link.
select neon_auth_api.request_password_reset('ada@example.com', 'reset', '{"sealedLink": "sealed"}');
select ok(neon_auth_api.find_password_reset('reset') and neon_auth_api.find_password_reset('reset'), 'checking a link does not consume it');
select neon_auth_api.reset_password('', 'reset', 'salt:key');
select is_empty($$ select 1 from neon_auth.session where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, 'ends the user''s sessions');
select throws_ok($$ select neon_auth_api.reset_password('', 'reset', 'salt:other') $$, 'NA400', 'Invalid token', 'a link is valid once');

-- The work reveals nothing: a known and an unknown address write the same number of rows.
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
  'writes the rows and deletes them again');

select * from finish();
rollback;
