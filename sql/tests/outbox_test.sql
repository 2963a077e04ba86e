begin;
select plan(36);

create function pg_temp.queued(who text)
returns neon_auth.outbox
language sql
as $$
  select o from neon_auth.outbox o where o.recipient = who
$$;

-- take_deliveries leases each mail once, in the order in which they are due.
select neon_auth_internal.queue_mail('sign-in-otp', 'a@example.com', 'sealed a', '15 minutes');
select neon_auth_internal.queue_mail('invitation', 'b@example.com', 'sealed b', null, '{"organization": "Org"}');
update neon_auth.outbox set "nextAttemptAt" = now() - interval '1 minute' where recipient = 'b@example.com';
select ok(neon_auth_api.is_outbox_open(), 'mail is queued');
select results_eq(
  $$ select recipient, kind, sealed, facts, attempts from neon_auth_api.take_deliveries(1, 60) $$,
  $$ values ('b@example.com', 'invitation', 'sealed b', '{"organization": "Org"}'::jsonb, 1) $$,
  'the oldest mail comes first');
select results_eq(
  $$ select recipient from neon_auth_api.take_deliveries(10, 60) $$, $$ values ('a@example.com') $$,
  'a leased mail is not leased again');
select is_empty($$ select recipient from neon_auth_api.take_deliveries(10, 60) $$, 'all mails are leased');
select is((pg_temp.queued('a@example.com'))."nextAttemptAt", now() + interval '60 seconds', 'the lease ends after the given time');

-- The worker that leased the mail died.
update neon_auth.outbox set "nextAttemptAt" = now() where recipient = 'a@example.com';
select results_eq(
  $$ select attempts from neon_auth_api.take_deliveries(10, 60) $$, $$ values (2) $$, 'another worker takes it after the lease');
select neon_auth_api.finish_delivery((pg_temp.queued('a@example.com')).id, 1, 'too late', false);
select is((pg_temp.queued('a@example.com'))."lastError", null, 'a late failure of the first attempt is ignored');

-- Failures.
select neon_auth_api.finish_delivery((pg_temp.queued('a@example.com')).id, 2, repeat('x', 600), false);
select is(length((pg_temp.queued('a@example.com'))."lastError"), 500, 'stores the error, shortened');
select ok(
  (pg_temp.queued('a@example.com'))."nextAttemptAt" between now() + interval '1 second' and now() + interval '2 seconds',
  'the second delay is one to two seconds');
update neon_auth.outbox set attempts = 14 where recipient = 'a@example.com';
select neon_auth_api.finish_delivery((pg_temp.queued('a@example.com')).id, 14, 'x', false);
select ok(
  (pg_temp.queued('a@example.com'))."nextAttemptAt" between now() + interval '30 minutes' and now() + interval '1 hour',
  'delays grow to an hour');
update neon_auth.outbox set attempts = 15 where recipient = 'a@example.com';
select neon_auth_api.finish_delivery((pg_temp.queued('a@example.com')).id, 15, 'x', false);
select is((pg_temp.queued('a@example.com')).state, 'dead', 'gives up after fifteen attempts');
select neon_auth_api.finish_delivery((pg_temp.queued('b@example.com')).id, 1, 'nobody there', true);
select is((pg_temp.queued('b@example.com')).state, 'dead', 'gives up at once if it is hopeless');
select ok(not neon_auth_api.is_outbox_open(), 'no mail is queued');

-- Functions for the DBA.
select results_eq(
  $$ select recipient, state, "lastError" from neon_auth.list_deliveries('dead') order by 1 $$,
  $$ values ('a@example.com', 'dead', 'x'), ('b@example.com', 'dead', 'nobody there') $$, 'lists dead mails');
select is_empty($$ select 1 from neon_auth.list_deliveries('sent') $$, 'filters by state');
select ok(neon_auth.retry_delivery((pg_temp.queued('b@example.com')).id), 'retries a mail');
select results_eq(
  $$ select recipient, attempts from neon_auth_api.take_deliveries(10, 60) $$, $$ values ('b@example.com', 1) $$, 'starts its attempts again');
select neon_auth_api.finish_delivery((pg_temp.queued('b@example.com')).id, 1, null, false);
select is(
  (select row(o.state, o.sealed, o."lastError")::text from neon_auth.outbox o where o.recipient = 'b@example.com'),
  '(sent,,)', 'a sent mail keeps no secret');
select ok(not neon_auth.retry_delivery((pg_temp.queued('b@example.com')).id), 'a sent mail is not sent again');
select ok(neon_auth.drop_delivery((pg_temp.queued('b@example.com')).id), 'a mail can be deleted');

-- Expired mails and mails of another branch are never sent.
select neon_auth_internal.queue_mail('sign-in-otp', 'c@example.com', 'sealed c', '15 minutes');
select neon_auth_internal.queue_mail('sign-in-otp', 'd@example.com', 'sealed d', '15 minutes');
update neon_auth.outbox set "expiresAt" = now() where recipient = 'c@example.com';
update neon_auth.outbox set branch = 'ep-parent' where recipient = 'd@example.com';
select is_empty($$ select 1 from neon_auth_api.take_deliveries(10, 60) $$, 'takes neither');
select is(
  (select row(o.state, o.sealed, o."lastError")::text from neon_auth.outbox o where o.recipient = 'c@example.com'),
  '(dead,,expired)', 'an expired mail is dead and keeps no secret');

-- What the command line shows of one mail.
select is(
  (select array[d ->> 'recipient', d ->> 'state', d ->> 'isSealed', d #>> '{facts,organization}'] from neon_auth.get_delivery(
    (select o.id from neon_auth.outbox o where o.recipient = 'd@example.com')) d),
  array['d@example.com', 'of another branch', 'true', null], 'get_delivery shows a mail');
select ok(not neon_auth.get_delivery((pg_temp.queued('d@example.com')).id)::text like '%sealed d%', 'without its code or link');
select is(neon_auth.get_delivery('00000000-0000-0000-0000-000000000000'), null, 'null for an unknown id');

-- Old mails are deleted.
update neon_auth.outbox set "finishedAt" = now() - interval '31 days' where state = 'dead';
select is(neon_auth_api.expire_deliveries(), 2, 'deletes dead mails after a month');
select is((select count(*) from neon_auth.outbox where state = 'dead'), 0::bigint, 'all of them');

-- Each call changes a bounded number of rows of each table.
insert into neon_auth.verification (identifier, value, "expiresAt") select 'old ' || n, 'x', now() - interval '2 hours' from generate_series(1, 5) n;
insert into neon_auth.request_count (key, count, since) select 'old ' || n, 1, now() - interval '2 hours' from generate_series(1, 7) n;
insert into neon_auth.outbox (kind, recipient, state, "finishedAt") select 'x', 'sent ' || n, 'sent', now() - interval '8 days' from generate_series(1, 5) n;
insert into neon_auth.outbox (kind, recipient, sealed, "expiresAt") select 'x', 'sealed ' || n, 'x', now() - interval '2 hours' from generate_series(1, 3) n;
select is(neon_auth_api.expire_deliveries(2), 2, 'returns the size of the batch while more is left');
select is((select count(*) from neon_auth.verification where identifier like 'old %'), 3::bigint, 'deletes a batch of codes');
select is((select count(*) from neon_auth.request_count where key like 'old %'), 5::bigint, 'a batch of counters');
select is((select count(*) from neon_auth.outbox where state = 'sent'), 3::bigint, 'and a batch of mails');
select is((select count(*) from neon_auth.outbox where sealed = 'x'), 1::bigint, 'and a batch of secrets');
select results_eq(
  $$ select neon_auth_api.expire_deliveries(2) from generate_series(1, 4) $$, $$ values (2), (2), (1), (0) $$, 'until fewer are left');
select is(neon_auth_api.expire_deliveries(), 0, 'a sidecar of the release before passes no size');

-- Expired mails do not hide those that are due.
insert into neon_auth.outbox (kind, recipient, "expiresAt", "nextAttemptAt") select 'x', 'late ' || n, now(), now() - interval '1 hour' from generate_series(1, 20) n;
select neon_auth_internal.queue_mail('sign-in-otp', 'due@example.com', 'sealed', '15 minutes');
select set_eq($$ select recipient from neon_auth_api.take_deliveries(1, 60) $$, $$ values ('due@example.com') $$, 'takes what can be sent');
select throws_ok(
  $$ insert into neon_auth.outbox (kind, recipient, state, sealed) values ('x', 'y', 'sent', 'z') $$, '23514', null,
  'a constraint forbids secrets in sent mails');

select * from finish();
rollback;
