begin;
select plan(49);
\ir ../../testdata/people.sql
update neon_auth.project_config set plugin_configs = '{"phoneNumber": {"enabled": true, "config": {"sendPasswordResetOTP": true}}}';
set neon_auth.webhook_allow_private = on;
update neon_auth.project_config set webhook_config = '{"enabled": true, "webhookUrl": "https://hook.example.com", "enabledEvents": ["send.otp", "phone_number.verified"]}';
create function pg_temp.ada() returns uuid language sql as $$ select '5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid $$;
create function pg_temp.verify(code text, session text default '', new_token text default 'new', number text default '+4915123456789')
returns text language sql as $$
  select coalesce(nullif(v.failure, ''), nullif(v.session, ''), v.body::text)
  from neon_auth_api.verify_phone_number(session, number, array['old ' || code, code], new_token, true, session <> '') v
$$;
create function pg_temp.send(code text, number text default '+4915123456789') returns text language sql as $$
  select neon_auth_api.send_phone_code(number, json_build_object('codeHash', code, 'sealedCode', 'v1.sealed')::jsonb)::text
$$;
create function pg_temp.known(number text default '+4915123456789') returns text language sql as $$
  select concat_ws(' ', u.email, u."phoneNumberVerified") from neon_auth."user" u where u."phoneNumber" = number
$$;

-- Numbers
select is(neon_auth_internal.is_phone_number(t.number), t.valid, format('%L', t.number))
from (values ('+12', true), ('+123456789012345', true), ('+1234567890123456', false), ('+1', false), ('+0123', false), ('49151', false), ('', false), (null, false),
  (E'+4915\n', false), ('+٤٩١٥١', false)) as t (number, valid);
select is(neon_auth_internal.calling_code(t.number), t.code, t.number || ' is in country ' || t.code)
from (values ('+14155550100', '1'), ('+79161234567', '7'), ('+4915123456789', '49'), ('+390612345', '39'), ('+358401234567', '358'), ('+37167123456', '371'),
  ('+8801712345678', '880'), ('+8613800138000', '86'), ('+9999', '999'), ('+2348012345678', '234'), ('+201001234567', '20'), ('+12', '1'), ('+42', '42')) as t (number, code);
select throws_ok($$ update neon_auth."user" set "phoneNumber" = '0151 23456789' where id = pg_temp.ada() $$, '23514', null, 'SQL stores no other spelling');

-- Adding a number and signing in
select is(pg_temp.send('one'), '{"message" : "code sent"}', 'sends a code');
select is(pg_temp.send('two'), '{"message" : "code sent"}', 'and another');
select is((select string_agg(v.identifier || ' ' || v.value, ', ') from neon_auth.verification v where v.identifier like '+%'), '+4915123456789 two:0', 'which ends the first');
select is(pg_temp.verify('one', 'ada'), 'INVALID_OTP', 'the first is wrong');
select is(pg_temp.verify('two', 'ada'), 'kept', 'the second adds the number');
select is(pg_temp.known(), 'ada@example.com t', 'to the caller');
select is(pg_temp.verify('two', 'ada'), 'OTP_NOT_FOUND', 'once');
select is((select string_agg(o.kind, ', ') from neon_auth.outbox o where o.recipient = 'ada@example.com'), 'phone-number-added', 'a mail informs the user');
select pg_temp.send('three');
select is(pg_temp.verify('three', 'bob'), 'PHONE_NUMBER_EXISTS', 'a number is one user''s');
select pg_temp.send('four');
select is(pg_temp.verify('four'), 'opened', 'a code signs in');
select is((select array_to_string(o.amr, ' ') from neon_auth.session s join neon_auth.session_origin o on o."sessionId" = s.id where s.token = 'new'), 'sms', 'and the session knows how');
select pg_temp.send('five');
update neon_auth."user" set "phoneNumber" = null where id = pg_temp.ada();
select is((select count(*) from neon_auth.verification v where v.identifier like '+%'), 0::bigint, 'codes end with the number');
select is((select count(*) from neon_auth.outbox o where o.kind = 'phone-number-removed'), 1::bigint, 'a mail informs the user of that, too');
update neon_auth."user" set "phoneNumber" = '+4915123456789', "phoneNumberVerified" = true where id = pg_temp.ada();
delete from neon_auth.request_count; -- the limit of messages to a number
select pg_temp.send('six');
select neon_auth.ban_user(pg_temp.ada(), 'x', null);
select is(pg_temp.verify('six'), 'OTP_NOT_FOUND', 'a ban ends codes');
select neon_auth.unban_user(pg_temp.ada());

-- A01, A02: an account that another person made for the address before its owner came.
create function pg_temp.left_after(change text) returns text language plpgsql as $f$
declare
  number text;
begin
  update neon_auth."user" set "emailVerified" = false where id = pg_temp.ada();
  execute change;
  select coalesce(u."phoneNumber", 'none') into number from neon_auth."user" u where u.id = pg_temp.ada();
  raise exception using message = number, errcode = 'ZZ001';
exception when sqlstate 'ZZ001' then
  return sqlerrm; -- and the change is undone
end
$f$;
select is(pg_temp.left_after(t.change), t.number, t.name)
from (values
  ('select neon_auth_internal.prove_by_sign_in(pg_temp.ada())', 'none', 'A02: a code or link that proves the address ends a number that was planted'),
  ('select neon_auth_internal.end_planted_accounts(pg_temp.ada())', 'none', 'A02: so does a reset by mail'),
  ('select neon_auth_internal.reclaim_user(pg_temp.ada())', 'none', 'A01: so does a provider'),
  ($$ update neon_auth."user" set "emailVerified" = true where id = pg_temp.ada(); select neon_auth_internal.prove_by_sign_in(pg_temp.ada()) $$, '+4915123456789',
    'a number that the owner of the address has added stays')) as t (change, number, name);

-- Export, erasure, imports
select pg_temp.send('seven');
select is(neon_auth.export_user(pg_temp.ada()) -> 'user' ->> 'phoneNumber', '+4915123456789', 'the export has the number');
select ok(json_array_length(neon_auth.export_user(pg_temp.ada()) -> 'verifications') > 0 and json_array_length(neon_auth.export_user(pg_temp.ada()) -> 'events') > 5, 'and codes and events');
select neon_auth_api.request_phone_reset('+4915123456789', '{"codeHash": "x", "sealedCode": "v1.sealed"}');
select neon_auth_internal.count_attempt('password', '+4915123456789');
select neon_auth.erase_user(pg_temp.ada());
select is((
    select count(*) from (
      select v::text from neon_auth.verification v union all select e::text from neon_auth.webhook_event e union all select l::text from neon_auth.audit_log l
      union all select c::text from neon_auth.request_count c union all select o::text from neon_auth.outbox o union all select u::text from neon_auth."user" u) t (row)
    where t.row like '%15123456789%'), 0::bigint, 'an erasure leaves nothing');
select is((select concat_ws(' ', i.imported, i.skipped) from neon_auth.import_users('better-auth', '[
  {"id": "p1", "email": "p1@example.com", "createdAt": "2020-01-01Z", "phoneNumber": "+4915100000001", "phoneNumberVerified": true, "accounts": []},
  {"id": "p2", "email": "p2@example.com", "createdAt": "2020-01-01Z", "phoneNumber": "+4915100000001", "phoneNumberVerified": true, "accounts": []},
  {"id": "p3", "email": "p3@example.com", "createdAt": "2020-01-01Z", "phoneNumber": "+4915100000003", "phoneNumberVerified": false, "accounts": []},
  {"id": "p4", "email": "p4@example.com", "createdAt": "2020-01-01Z", "phoneNumber": "0151", "phoneNumberVerified": true, "accounts": []}]') i), '4 0', 'imports users with numbers');
select is((select string_agg(concat_ws(' ', u.email, u."phoneNumber", u."phoneNumberVerified"), ', ' order by u.email) from neon_auth."user" u where u.email like 'p_@example.com'),
  'p1@example.com +4915100000001 t, p2@example.com, p3@example.com, p4@example.com', 'verified ones, once');
select is((select string_agg(s."sourceId" || ' ' || s.reason, ', ' order by s."sourceId") from neon_auth.import_skipped s where s.part = 'phone number'),
  'p2 is another user''s, p3 not taken over, p4 not taken over', 'and reports the others');
select neon_auth.import_users('supabase', '[{"id": "50000000-0000-4000-8000-000000000001", "email": "s1@example.com", "created_at": "2020-01-01Z", "phone": "4915100000009", "phone_confirmed_at": "2020-01-01Z",
  "identities": [{"provider": "phone", "provider_id": "50000000-0000-4000-8000-000000000001", "created_at": "2020-01-01Z"}], "factors": 0}]');
select is(pg_temp.known('+4915100000009') || (select count(*) from neon_auth.import_skipped s where s.source = 'supabase'), 's1@example.com t0', 'Supabase stores numbers without +');
select * from finish();
rollback;
