begin;
select plan(78);

create function pg_temp.hook(change jsonb default '{}')
returns void
language sql
as $$
  update neon_auth.project_config set webhook_config = '{"enabled": true, "webhookUrl": "https://hook.example.com/x",
    "enabledEvents": ["send.otp", "send.magic_link", "user.before_create", "user.created"], "timeoutSeconds": 5}' || change
$$;
create function pg_temp.outcome(type text, status integer, answer text)
returns text
language sql
as $$
  select concat_ws('|', state, nullif(o.status, 0), nullif(code, ''), nullif(message, ''))
  from neon_auth_internal.read_webhook_answer(type, status, answer) o
$$;
create function pg_temp.request(id text)
returns void
language sql
as $$
  select neon_auth_api.begin_request(config_version, '198.51.100.7', 'a browser', id) from neon_auth_api.get_config()
$$;

-- Valid settings.
select lives_ok($$ select pg_temp.hook() $$, 'accepts valid settings');
select lives_ok($$ update neon_auth.project_config set webhook_config = '{"enabled":false,"enabledEvents":[],"timeoutSeconds":5}' $$, 'accepts Neon''s default');
select lives_ok($$ update neon_auth.project_config set webhook_config = null $$, 'accepts null');
select throws_ok(format('select pg_temp.hook(%L)', change), '23514', null, change) from unnest(array[
  '{"enabled": "true"}', '{"enabledEvents": "user.created"}', '{"enabledEvents": ["user.beforeCreate"]}',
  '{"timeoutSeconds": 11}', '{"timeoutSeconds": 0}', '{"timeoutSeconds": "5"}', '{"webhookUrl": null}', '{"webhookUrl": 7}']) change;
select pg_temp.hook();
update neon_auth.project_config set name = 'My <b>App</b>';
set local neon_auth.webhook_allow_private = on;
select lives_ok($$ select pg_temp.hook('{"webhookUrl": "http://127.0.0.1:1/x"}') $$, 'accepts a private address if the session allows it');
select throws_ok($$ select pg_temp.hook('{"webhookUrl": "file:///etc/passwd"}') $$, '23514', null, 'rejects other schemes');
set local neon_auth.webhook_allow_private = '';
select lives_ok($$ update neon_auth.project_config set webhook_config = webhook_config $$, 'keeps existing settings that would be rejected now');
select pg_temp.hook();

-- The meaning of responses.
select is(pg_temp.outcome('send.otp', 204, ''), 'delivered', 'any 2xx means delivered');
select is(pg_temp.outcome('send.otp', status, 'x'), 'failed|502|THE_WEBHOOK_DID_NOT_ANSWER_AS_IT_SHOULD|The webhook did not respond as expected', coalesce(status::text, 'no answer'))
from unnest(array[null, 199, 302, 404, 500]) status;
select is(pg_temp.outcome('user.before_create', 200, '{"allowed": true, "x": 1}'), 'delivered', 'a yes');
select is(pg_temp.outcome('user.before_create', 201, '{"allowed": false}'), 'refused|403|SIGN_UP_NOT_ALLOWED|Sign up is not allowed', 'a no');
select is(pg_temp.outcome('user.before_create', 200, '{"allowed": false, "error_message": "Not you", "error_code": "no_you 7\r\n"}'), 'refused|403|no_you7|Not you', 'uses its message and code');
select is(pg_temp.outcome('user.before_create', 200, '{"allowed": false, "error_message": 7, "error_code": []}'), 'refused|403|SIGN_UP_NOT_ALLOWED|Sign up is not allowed', 'ignores a message and code that are not text');
select matches(pg_temp.outcome('user.before_create', status, answer), '^failed\|502', answer)
from (values (500, '{"allowed": true}'), (302, '{"allowed": true}'), (null, null), (200, ''), (200, 'true'), (200, '[{"allowed": true}]'), (200, '{"allowed": "true"}'),
  (200, '{"allowed": 1}'), (200, '{"ALLOWED": true}'), (200, '{"allowed": true'), (200, '{"allowed": true, "x": "\u0000"}')) as a (status, answer);
select matches(pg_temp.outcome('user.before_create', 200, repeat('[', 10240)), '^failed', 'a deeply nested response fails');

-- The webhook receives codes and links instead of mails.
insert into neon_auth."user" (id, name, email, "emailVerified") values ('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'Ada', 'ada@example.com', false);
delete from neon_auth.outbox;
delete from neon_auth.webhook_event;
select pg_temp.request('one');
select neon_auth_api.send_code('sign-in', 'ADA@example.com', '{"codeHash": "right", "sealedCode": "sealed"}');
select neon_auth_api.request_password_reset('ada@example.com', 'hash', '{"sealedLink": "link"}');
select is_empty($$ select 1 from neon_auth.outbox $$, 'no mail is queued');
select results_eq(
  $$ select e.type, e.body - 'timestamp' - 'event_id', e.sealed, e.url, e.timeout_seconds, e.body ->> 'event_id' = e.id::text
     from neon_auth_api.take_events('one') e order by e.type $$,
  format($$ values
    ('send.magic_link', %L::jsonb || '{"event_type": "send.magic_link", "event_data": {"link_type": "forget-password", "expires_at": %s,
      "ip_address": "198.51.100.7", "user_agent": "a browser"}}', 'link', 'https://hook.example.com/x', 5, true),
    ('send.otp', %1$L::jsonb || '{"event_type": "send.otp", "event_data": {"otp_type": "sign-in", "expires_at": %s, "delivery_preference": "email",
      "ip_address": "198.51.100.7", "user_agent": "a browser"}}', 'sealed', 'https://hook.example.com/x', 5, true) $$,
    jsonb_build_object('context', jsonb_build_object('endpoint_id', neon_auth.branch_identity(), 'project_name', 'My <b>App</b>'),
      'user', jsonb_build_object('id', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'name', 'Ada', 'email', 'ada@example.com', 'email_verified', false,
        'created_at', neon_auth_internal.timestamp_text(now()))),
    to_json(neon_auth_internal.timestamp_text(now() + interval '15 minutes'))),
  'an event has type, user, expiry and sealed secret');
select is_empty($$ select 1 from neon_auth_api.take_events('two') $$, 'belongs to the request that caused it');
select is(o.state, 'delivered', 'is delivered') from neon_auth.webhook_event e, neon_auth_api.finish_event(e.id, 2, 200, 'fine', '') o where e.type = 'send.otp';
select is((e.state, e.attempts, e.status, e.sealed)::text, '(delivered,2,200,)', 'deletes its secret') from neon_auth.webhook_event e where e.type = 'send.otp';
select is(o.state || o.status, 'failed502', 'fails') from neon_auth.webhook_event e, neon_auth_api.finish_event(e.id, 3, null, '', repeat('x', 600)) o where e.type = 'send.magic_link';
select is((e.state, e.attempts, e.status, length(e.error), e.sealed)::text, '(failed,3,,500,link)', 'keeps its secret') from neon_auth.webhook_event e where e.type = 'send.magic_link';
select is(neon_auth.redeliver_event(id), type = 'send.magic_link', type || ' again') from neon_auth.webhook_event order by type;
select is((select kind || ' ' || recipient || ' ' || state from neon_auth.outbox), 'webhook send.magic_link waiting', 'the outbox delivers it');
update neon_auth.webhook_event set "expiresAt" = now() - interval '1 second';
select is((select neon_auth.redeliver_event(id) from neon_auth.webhook_event where sealed is not null), false, 'does not deliver an expired event again');
select neon_auth_api.expire_deliveries();
select is_empty($$ select 1 from neon_auth.webhook_event where sealed is not null $$, 'deletes the expired secret');
select pg_temp.hook('{"enabledEvents": ["send.magic_link"]}');
select neon_auth_api.send_code('sign-in', 'ada@example.com', '{"codeHash": "right", "sealedCode": "sealed"}');
select is((select count(*) from neon_auth.outbox where kind = 'sign-in-otp'), 1::bigint, 'mails what the webhook is not subscribed to');
select pg_temp.hook('{"enabled": false}');
select neon_auth_api.send_code('sign-in', 'ada@example.com', '{"codeHash": "right", "sealedCode": "sealed"}');
select is((select count(*) from neon_auth.outbox where kind = 'sign-in-otp'), 2::bigint, 'mails everything when the webhook is disabled');
select is((select string_agg(t.url, '') from neon_auth.webhook_event e, neon_auth_api.get_event(e.id) t), '', 'waiting events are not delivered then');
select neon_auth.test_webhook();
select is((select t.url from neon_auth.webhook_event e, neon_auth_api.get_event(e.id) t where e.type = 'webhook.test'), 'https://hook.example.com/x', 'except a test');
delete from neon_auth.webhook_event where type = 'webhook.test';
delete from neon_auth.outbox where recipient = 'webhook.test';

-- The sidecar is killed before it delivers an event.
select pg_temp.hook();
select pg_temp.request('killed');
select neon_auth_api.send_code('sign-in', 'late@example.com', '{"codeHash": "right", "sealedCode": "sealed"}');
select neon_auth_api.expire_deliveries();
select is((select count(*) from neon_auth.outbox where recipient = 'send.otp'), 0::bigint, 'the request may still deliver it');
update neon_auth.webhook_event set "createdAt" = now() - interval '61 seconds' where "requestId" = 'killed';
select neon_auth_api.expire_deliveries(), neon_auth_api.expire_deliveries();
select is((select count(*) from neon_auth.outbox o, neon_auth.webhook_event e where o.facts ->> 'event' = e.id::text and e."user" ->> 'email' = 'late@example.com'),
  1::bigint, 'later the outbox delivers it once');
delete from neon_auth.webhook_event where "user" ->> 'email' = 'late@example.com';
delete from neon_auth.outbox where recipient = 'send.otp';

-- The webhook's approval before a user is created.
select pg_temp.hook();
create function pg_temp.sign_up(email text) returns text language sql as $$
  select (neon_auth_internal.insert_user('Bea', email, null, false, 'user')).email $$;
create function pg_temp.answer(email text, answer text) returns text language sql as $$
  select o.state from neon_auth_api.open_question(jsonb_build_object('data', '{"auth_provider": "credential"}'::jsonb,
    'user', jsonb_build_object('name', 'Bea', 'email', email, 'email_verified', false))) q, neon_auth_api.finish_event(q.id, 1, 200, answer, '') o $$;
select pg_temp.request('three');
select throws_ok($$ select pg_temp.sign_up('bea@example.com') $$, 'NA503', 'The webhook was not called', 'creates no user before the webhook is asked');
select is(pg_temp.answer('bea@example.com', '{"allowed": false}'), 'refused', 'a no');
select throws_ok($$ select pg_temp.sign_up('bea@example.com') $$, 'NA503', null, 'creates no user');
select is(pg_temp.answer('bea@example.com', '{"allowed": true}'), 'delivered', 'a yes');
select throws_ok($$ select pg_temp.sign_up('eve@example.com') $$, 'NA503', null, 'is valid for one user');
select pg_temp.request('four');
select throws_ok($$ select pg_temp.sign_up('bea@example.com') $$, 'NA503', null, 'and for one request');
select pg_temp.request('');
select throws_ok($$ select pg_temp.sign_up('bea@example.com') $$, 'NA503', null, 'and not without a request');
select pg_temp.request('three');
select is(pg_temp.sign_up('BEA@example.com'), 'bea@example.com', 'the request can continue');
select isnt(neon_auth.create_user('carl@example.com'), null, 'the database owner needs no approval');
select results_eq(
  $$ select "user" ->> 'email', data ->> 'auth_provider', state from neon_auth.list_events() where type = 'user.created' order by 1 $$,
  $$ values ('bea@example.com', 'credential', 'waiting'), ('carl@example.com', 'credential', 'waiting') $$, 'reports both users');
select is((select count(*) from neon_auth.outbox where recipient = 'user.created'), 2::bigint, 'through the outbox');
insert into neon_auth."user" (name, email, "emailVerified") values ('Dora', 'dora@example.com', true), ('Finn', 'finn@example.com', true);
insert into neon_auth."user" (name, email, "emailVerified") values ('Dora', 'dora@example.com', true) on conflict do nothing;
select set_eq($$ select "user" ->> 'email' from neon_auth.list_events() where type = 'user.created' and "user" ->> 'email' ~ '^[df]' $$,
  array['dora@example.com', 'finn@example.com'], 'reports users inserted by SQL');
select is((select count(*) from neon_auth.outbox where recipient = 'user.created'), 4::bigint, 'once each');
select is((select imported from neon_auth.import_users('better-auth', '[{"id": "1", "email": "gus@example.com"}]')), 1, 'imports a user');
select is((select count(*) from neon_auth.outbox where recipient = 'user.created'), 4::bigint, 'does not report imported users');
delete from neon_auth.webhook_event where "user" ->> 'email' ~ '^[df]';
select ok(not neon_auth.redeliver_event(id), 'does not ask again') from neon_auth.list_events('refused');
select isnt(neon_auth.test_webhook(), null, 'test_webhook returns an id');
select is((select count(*) from neon_auth.list_events() where type = 'webhook.test'), 1::bigint, 'stores an event');
update neon_auth.outbox set "nextAttemptAt" = now() - interval '1 minute' where kind = 'webhook';
select is((select kind from neon_auth_api.take_deliveries(1, 60)), 'sign-in-otp', 'mails come before events');
select is((select count(*) from neon_auth.list_events() e, neon_auth_api.get_event(e.id)), (select count(*) from neon_auth.list_events()), 'each event can be read');
update neon_auth.webhook_event set branch = 'ep-parent', state = 'waiting';
select is_empty($$ select 1 from neon_auth.list_events() e, neon_auth_api.get_event(e.id) $$, 'except the parent''s');
select is_empty($$ select 1 from neon_auth_api.take_events('three') $$, 'none belongs to a request');
select is_empty($$ select 1 from neon_auth.list_events() e where neon_auth.redeliver_event(e.id) $$, 'none can be delivered again');
select neon_auth.erase_user(id) from neon_auth."user" where email = 'bea@example.com';
select is_empty($$ select 1 from neon_auth.webhook_event e where e::text like '%bea@%' $$, 'no event contains an erased user');

select * from finish();
rollback;
