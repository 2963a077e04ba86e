begin;
select plan(16);
\ir ../../testdata/people.sql
insert into neon_auth.account (id, "accountId", "providerId", "userId", scope, "updatedAt")
values ('acc00000-0000-4000-8000-000000000001', 'g-1', 'google', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'openid,email', now());
update neon_auth.project_config set social_providers = '[{"id": "google"}]';

-- list_accounts
select is(json_array_length(neon_auth_api.list_accounts('ada')), 2, 'lists both accounts');
select is(json_array_length(neon_auth_api.list_accounts('bob')), 1, 'does not list another user''s accounts');
select unalike(neon_auth_api.list_accounts('ada')::text, '%secret%', 'contains no secret');
select alike(neon_auth_api.list_accounts('ada')::text, '%"scopes" : ["openid","email"]%', 'returns scopes as a list');
select throws_ok($$ select neon_auth_api.list_accounts('nobody') $$, 'NA401', '', 'needs a session');

-- account_info, get_access_token, refresh_token
select throws_ok(format('select neon_auth_api.%s', t.call), 'NA400', t.message, t.call)
from (values
  ($$account_info('bob', 'g-1')$$, 'Account not found'),
  ($$account_info('bob', null)$$, 'Account not found'),
  ($$get_access_token('bob', 'google', null)$$, 'Account not found'),
  ($$refresh_token('bob', 'nope', null)$$, 'Provider nope not found.')) as t (call, message);

-- unlink_account
select throws_ok($$ select neon_auth_api.unlink_account('bob', 'credential', null) $$, 'NA400', 'You can''t unlink your last account', 'keeps the last account');
update neon_auth.session set "createdAt" = now() - interval '25 hours' where token = 'ada elsewhere';
select throws_ok($$ select neon_auth_api.unlink_account('ada elsewhere', 'google', null) $$, 'NA403', 'Session is not fresh', 'needs a fresh session');
select throws_ok(format('select neon_auth_api.%s', t.call), 'NA400', 'Account not found', t.call)
from (values
  ($$unlink_account('ada', null, 'g-1')$$),
  ($$unlink_account('ada', null, null)$$),
  ($$unlink_account('ada', 'github', 'acc00000-0000-4000-8000-000000000001')$$)) as t (call);
savepoint linked;
select is(neon_auth_api.unlink_account('ada', null, 'acc00000-0000-4000-8000-000000000001')::text, '{"status" : true}', 'unlinks by the row''s id');
rollback to linked;
select is(neon_auth_api.unlink_account('ada', 'google', 'g-1')::text, '{"status" : true}', 'unlinks one of two accounts');
select * from finish();
rollback;
