begin;
select plan(8);

update neon_auth.outbox set state = 'dead', "finishedAt" = now() - interval '1 year';
select results_eq(
  $$ select mails, events, dead_mails, dead_events, oldest_seconds, sessions from neon_auth_api.get_metrics() $$,
  $$ values (0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::double precision, 0::bigint) $$,
  'an empty database has zeros');

-- The outbox.
select neon_auth_internal.queue_mail('sign-in-otp', 'a@example.com', 'sealed a', '15 minutes');
select neon_auth_internal.queue_mail('invitation', 'b@example.com', 'sealed b', null, '{"organization": "Org"}');
select neon_auth_internal.queue_mail('invitation', 'c@example.com', 'sealed c', null, '{"organization": "Org"}');
insert into neon_auth.outbox (kind, recipient) values ('webhook', '');
update neon_auth.outbox set "createdAt" = now() - interval '7 minutes' where recipient = 'b@example.com';
select results_eq(
  $$ select mails, events, dead_mails, dead_events, oldest_seconds from neon_auth_api.get_metrics() $$,
  $$ values (3::bigint, 1::bigint, 0::bigint, 0::bigint, 420::double precision) $$,
  'mails and events wait, and the oldest is seven minutes old');

update neon_auth.outbox set state = 'sent', sealed = null, "finishedAt" = now() where recipient = 'a@example.com';
update neon_auth.outbox set state = 'dead', "finishedAt" = now() - interval '23 hours' where recipient = 'b@example.com';
update neon_auth.outbox set state = 'dead', "finishedAt" = now() - interval '25 hours' where recipient = 'c@example.com';
select results_eq(
  $$ select mails, events, dead_mails, dead_events, oldest_seconds from neon_auth_api.get_metrics() $$,
  $$ values (0::bigint, 1::bigint, 1::bigint, 0::bigint, 0::double precision) $$,
  'what was given up counts for a day');

-- A parent's mail is not this branch's.
update neon_auth.outbox set branch = 'ep-other-branch-00000000' where kind = 'webhook';
select is((select events from neon_auth_api.get_metrics()), 0::bigint, 'what another branch queued does not wait here');

-- Sessions.
insert into neon_auth."user" (id, name, email, "emailVerified", "updatedAt")
values ('00000000-0000-0000-0000-000000000001', 'Ada', 'ada@example.com', true, now());
insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
values ('a', '00000000-0000-0000-0000-000000000001', now() + interval '1 day', now()),
  ('b', '00000000-0000-0000-0000-000000000001', now() + interval '1 second', now()),
  ('c', '00000000-0000-0000-0000-000000000001', now(), now());
select is((select sessions from neon_auth_api.get_metrics()), 2::bigint, 'an expired session is not open');
insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
select 'many ' || n, '00000000-0000-0000-0000-000000000001', now() + interval '1 day', now()
from generate_series(1, 10001) n;
select ok((select sessions >= 10000 from neon_auth_api.get_metrics()), 'many sessions are estimated');

-- The signing key.
select is((select key_seconds from neon_auth_api.get_metrics()), null, 'there is no key yet');
insert into neon_auth.jwks ("publicKey", "privateKey", "createdAt", "expiresAt")
values ('{}', '', now() - interval '9 days', now() + interval '1 day'), ('{}', '', now() - interval '1 hour', null);
select is((select key_seconds from neon_auth_api.get_metrics()), 3600::double precision, 'a retired key has no part in the age');

select * from finish();
