begin;
select plan(52);
\ir ../../testdata/people.sql

create temporary table first as select neon_auth.branch_identity() as id;
select matches(id, '^ep-[0-9a-f]{16}$', 'returns an identity') from first;
select is(neon_auth.branch_identity(), id, 'the identity is stable') from first;
select isnt((select endpoint_id from neon_auth.project_config), id, 'endpoint_id is that of the template this database was copied from') from first;
set local neon.timeline_id = 'x';
set local neon.tenant_id = 'y';
select is(neon_auth.branch_identity(), id, 'settings named like Neon''s do not change the identity') from first;

select isnt(neon_auth.fork_branch(), id, 'a fork has a new identity') from first;
select throws_ok($$ select neon_auth_api.list_sessions('ada') $$, 'NA401', null, 'sessions are invalid in the fork');
select is_empty($$ select * from neon_auth_api.current_key() $$, 'keys are invalid in the fork');

select is(neon_auth.adopt_branch(id), id, 'adopts the previous identity') from first;
select lives_ok($$ select neon_auth_api.list_sessions('ada') $$, 'sessions are valid again');

create function pg_temp.adopting(branch text) returns text language plpgsql as $$
begin
  return neon_auth.adopt_branch(branch);
exception when others then
  return sqlstate || ' ' || sqlerrm;
end
$$;
select is(pg_temp.adopting(null), 'NA400 null is not the identity of a branch. Pass what select neon_auth.branch_identity() returned in the original, such as ep-0123456789abcdef.', 'rejects null');
select matches(pg_temp.adopting('ep-x'), '^NA400 ''ep-x'' is not the identity of a branch\. Pass what select neon_auth\.branch_identity\(\)', 'says what an invalid identity is');
select matches(pg_temp.adopting('EP-0123456789ABCDEF' || repeat('x', 1000)), '^NA400 ''EP-.{60}'' is not', 'also of a long one');
select is(has_function_privilege('pg_database_owner', 'neon_auth.adopt_branch(text)', 'execute'), false,
  'the owner of a database cannot adopt another''s identity: all keys are derived from it');
select is(has_function_privilege('pg_database_owner', 'neon_auth.fork_branch()', 'execute'), true, 'the owner may create a new identity');

-- A copy is quiet. Within one database, a fork is what a copy is: another identity, which nobody has confirmed.
create function pg_temp.state(who text) returns text language sql as
$$ select l.state from neon_auth.list_deliveries() l where l.recipient = who $$;
select results_eq($$ select is_copy, outbound, parent from neon_auth.branch_overview $$, $$ values (false, 'send', null::text) $$,
  'an original, installed or adopted, is no copy');
select neon_auth_internal.queue_mail('sign-in-otp', 'parent@example.com', 'sealed', '15 minutes');
select ok(neon_auth_api.is_outbox_open(), 'an original sends');
create temporary table original as select neon_auth.branch_identity() as id;
select neon_auth.fork_branch();
select is(pg_temp.state('parent@example.com'), 'of another branch', 'what the parent queued is shown as such');
select neon_auth_internal.queue_mail('sign-in-otp', 'held@example.com', 'sealed', '15 minutes');
select results_eq($$ select o.is_copy, o.outbound, o.parent, o.waiting, o.held, o."heldOfParent" from neon_auth.branch_overview o $$,
  $$ select true, 'hold', o.id, 0::bigint, 1::bigint, 1::bigint from original o $$, 'the overview shows a copy, its parent and its mail');
select is_empty($$ select 1 from neon_auth_api.take_deliveries(10, 60) $$, 'a copy sends nothing');
select is(neon_auth_api.is_outbox_open(), false, 'and is not polled for it');
select is((select is_open from neon_auth_api.peek_outbox()), false, 'nor opened for it');
select is(pg_temp.state('held@example.com'), 'held', 'its mail is shown as held');
select is((select count(*) from neon_auth.list_deliveries('held')), 1::bigint, 'and found by that state');
select is((select o.sealed from neon_auth.outbox o where o.recipient = 'held@example.com'), 'sealed', 'and keeps its code');

-- The webhook may be the parent's.
select set_config('neon_auth.webhook_allow_private', 'on', true), set_config('neon_auth.request_id', 'r1', true);
update neon_auth.project_config set webhook_config = '{"enabled": true, "webhookUrl": "http://127.0.0.1/hook",
  "enabledEvents": ["user.before_create", "user.created", "send.otp", "send.magic_link"]}';
select throws_ok($$ select neon_auth_internal.require_answer('Zoe', 'zoe@example.com', null, false, 'credential') $$, 'NA403',
  'Sign up is not possible: this is a copy, which does not call its webhook. Confirm it, or disable the webhook in it.',
  'nobody signs up on a copy whose webhook would have to agree');
select neon_auth_internal.queue_mail('sign-in-otp', 'hooked@example.com', 'sealed', '15 minutes');
select is_empty($$ select 1 from neon_auth_api.take_events('r1') $$, 'no request sends a code to the webhook');
select is((select count(*) from neon_auth.list_deliveries('held') l where l.kind = 'webhook'), 1::bigint, 'the code is held');
select is((select r.url from neon_auth.webhook_event e, neon_auth_internal.event_row(e) r), '', 'an event has no address');
select neon_auth.test_webhook();
select is_empty($$ select 1 from neon_auth_api.take_deliveries(10, 60) $$, 'a test of the webhook is held, too');
update neon_auth.webhook_event set "createdAt" = now() - interval '2 minutes', "requestId" = 'r1' where type = 'send.otp';
select neon_auth_api.expire_deliveries();
select is_empty($$ select 1 from neon_auth_api.take_deliveries(10, 60) $$, 'so is a code that its request did not deliver');

-- The setting.
select throws_ok($$ select neon_auth.set('branch.outbound', 'redirect:') $$, '23514', null, 'redirect needs an address');
select throws_ok($$ select neon_auth.set('branch.outbound', 'sned') $$, '23514', null, 'other words are rejected');
select is(neon_auth.set('options.branch.outbound', 'redirect:qa@example.com'), 'redirect:qa@example.com', 'redirects');
select ok(neon_auth_api.is_outbox_open(), 'mail is sent again');
select results_eq($$ select recipient, facts ->> 'redirectedFrom' from neon_auth_api.take_deliveries(10, 60) $$,
  $$ values ('qa@example.com', 'held@example.com') $$, 'to that address only, with the name of the original one');
select results_eq($$ select distinct l.state from neon_auth.list_deliveries() l where l.kind = 'webhook' $$, $$ values ('held') $$, 'events stay held');
select neon_auth_internal.queue_mail('sign-in-otp', 'mailed@example.com', 'sealed', '15 minutes');
select is((select o.kind from neon_auth.outbox o where o.recipient = 'mailed@example.com'), 'sign-in-otp', 'a code for the webhook is mailed instead');
select throws_ok($$ select neon_auth_internal.require_answer('Zoe', 'zoe@example.com', null, false, 'credential') $$, 'NA403', null, 'sign-up stays refused');
select neon_auth.set('branch.outbound', 'send');
select throws_ok($$ select neon_auth_internal.require_answer('Zoe', 'zoe@example.com', null, false, 'credential') $$, 'NA503', null, 'with send, the webhook is asked');
select set_eq($$ select recipient from neon_auth_api.take_deliveries(10, 60) where kind <> 'webhook' $$, $$ values ('mailed@example.com') $$, 'send sends, but nothing of the parent');
select set_config('neon_auth.settings_check', 'off', true);
alter table neon_auth.project_config disable trigger user;
update neon_auth.project_config set options = '{"branch": {"outbound": "SEND"}}';
alter table neon_auth.project_config enable trigger user;
select is((select o.outbound from neon_auth.branch_overview o), 'hold', 'an invalid value holds');

select ok(has_table_privilege('pg_database_owner', 'neon_auth.branch_overview', 'select'), 'the owner of the database sees the state');

-- Confirmed.
select neon_auth_internal.queue_mail('invitation', 'later@example.com', null, null);
select is(neon_auth.confirm_branch(), neon_auth.branch_identity(), 'confirm_branch returns the identity');
select results_eq($$ select is_copy, outbound from neon_auth.branch_overview $$, $$ values (false, 'send') $$, 'a confirmed branch is no copy');
select set_eq($$ select recipient from neon_auth_api.take_deliveries(10, 60) where kind <> 'webhook' $$, $$ values ('later@example.com') $$, 'what was held is sent');
update neon_auth.outbox set "nextAttemptAt" = now() - interval '1 minute';
select is((select count(*) from neon_auth_api.take_deliveries(10, 60) where recipient = 'parent@example.com'), 0::bigint, 'never what the parent queued');
select is(neon_auth.retry_delivery(o.id), false, 'not even by hand') from neon_auth.outbox o where o.recipient = 'parent@example.com';
select neon_auth.set('branch.outbound', 'hold');
select is((select outbound from neon_auth.branch_overview), 'send', 'the setting is for copies: a confirmed branch sends');
select neon_auth.fork_branch();
select is((select outbound from neon_auth.branch_overview), 'hold', 'a copy of a confirmed branch holds again');
select neon_auth_internal.queue_mail('invitation', 'dropped@example.com', null, null);
select neon_auth.confirm_branch(discard => true);
select is(pg_temp.state('dropped@example.com'), null, 'discard deletes what was held');
select is(pg_temp.state('parent@example.com'), 'of another branch', 'and leaves the parent''s');

update neon_auth.outbox set "createdAt" = now() - interval '31 days', "expiresAt" = null where recipient = 'parent@example.com';
select neon_auth_api.expire_deliveries();
select is(pg_temp.state('parent@example.com'), null, 'a mail of the parent is deleted after a month');

select * from finish();
rollback;
