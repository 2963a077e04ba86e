begin;
select plan(49);
\ir ../../testdata/people.sql

create function pg_temp.tokens() returns text language sql as $$ select string_agg(token, ',' order by token) from neon_auth.session $$;
create function pg_temp.seen(token text) returns setof neon_auth_api.session_row
language sql as $$ select * from neon_auth_api.get_sessions(neon_auth.branch_identity(), array[token]) $$;
create function pg_temp.age(token text, age interval) returns void
language sql as $$ update neon_auth.session s set "expiresAt" = now() + interval '7 days' - age where s.token = age.token $$;

-- get_sessions
select is((s.name, s.email, s.remembered, s.is_due, s.is_expired)::text, '(Ada,ada@example.com,t,f,f)', 'returns a session with its user') from pg_temp.seen('ada') s;
select is(s.config_version, (select version::text from neon_auth.config_version), 'returns the version of the settings') from pg_temp.seen('ada') s;
select set_eq(
  $$ select token_hash from neon_auth_api.get_sessions(neon_auth.branch_identity(), '{ada,nobody,bob,bob}') $$, '{ada,bob}'::text[], 'returns several sessions');
select is_empty($$ select * from neon_auth_api.get_sessions('ep-another', '{ada}') $$, 'returns none of another branch');
select is_empty($$ select * from pg_temp.seen(null) $$, 'returns none without a token');
select pg_temp.age('ada', '23 hours 59 minutes');
select is(s.is_due, false, 'is not due within a day') from pg_temp.seen('ada') s;
select pg_temp.age('ada', '1 day');
select is(s.is_due, true, 'is due after a day') from pg_temp.seen('ada') s;
update neon_auth."user" set banned = true where name = 'Bob';
insert into neon_auth.session (id, token, "userId", "expiresAt", "updatedAt") values
  ('5e550000-0000-4000-8000-000000000003', 'bob', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', now() + interval '7 days', now());
select is_empty($$ select * from pg_temp.seen('bob') $$, 'returns none of a banned user');
update neon_auth."user" set "banExpires" = now() where name = 'Bob';
select isnt_empty($$ select * from pg_temp.seen('bob') $$, 'returns one whose user''s ban has expired');

-- refresh_session, require_session
select is(s.expires_at, now() + interval '7 days', 'prolongs a session that is due') from neon_auth_api.refresh_session(neon_auth.branch_identity(), 'ada') s;
select pg_temp.age('ada', '2 days');
select is((neon_auth_internal.require_session('ada'))."expiresAt", now() + interval '7 days', 'require_session prolongs it too');
select pg_temp.age('ada', '2 days');
update neon_auth.session_origin set remembered = false where "sessionId" = '5e550000-0000-4000-8000-000000000001';
select is(s.expires_at, now() + interval '5 days', 'does not prolong a session that ends with the browser') from neon_auth_api.refresh_session(neon_auth.branch_identity(), 'ada') s;
select is(s.is_due, false, 'such a session is never due') from pg_temp.seen('ada') s;
select is((neon_auth_internal.require_session('ada'))."expiresAt", now() + interval '5 days', 'require_session does not prolong it either');
update neon_auth.session_origin set remembered = true;
select pg_temp.age('ada', '7 days');
select is((s.is_due, s.is_expired)::text, '(t,t)', 'reports an expired session') from pg_temp.seen('ada') s;
select throws_ok($$ select neon_auth_internal.require_session('ada') $$, 'NA401', '', 'rejects an expired session');
select is_empty($$ select * from neon_auth_api.refresh_session(neon_auth.branch_identity(), 'ada') $$, 'refresh_session deletes an expired session');
select is(pg_temp.tokens(), 'ada elsewhere,bob,eve', 'and no other');
select is_empty($$ select * from neon_auth_api.refresh_session(neon_auth.branch_identity(), 'ada') $$, 'returns no row for a deleted session');
select throws_ok(format('select neon_auth_internal.require_session(%L)', t.token), 'NA401', '', 'no caller: ' || coalesce(t.token, 'null'))
from (values (null), (''), ('Ada elsewhere'), ('nobody')) as t (token);

-- open_session
select is((o."expiresAt", o.token, o."ipAddress")::text, (now() + interval '7 days', 'new', '')::text, 'lasts a week')
from neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'new', true) o;
select is(o."expiresAt", now() + interval '1 day', 'lasts a day if it is not remembered')
from neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'short', false) o;
select is(s.remembered, false, 'stores that it is not remembered') from pg_temp.seen('short') s;
select is((select count(*) from neon_auth.session), (select count(*) from neon_auth.session_origin where branch = neon_auth.branch_identity()),
  'every session has a branch, also when raw SQL created it');
select lives_ok($$ select neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'lifted', true) $$, 'accepts a user whose ban has expired');
select is((banned, "banReason", "banExpires")::text, '(f,,)', 'lifts the expired ban') from neon_auth."user" where name = 'Bob';
update neon_auth."user" set banned = true, "banExpires" = null where name = 'Bob';
insert into neon_auth.session (id, token, "userId", "expiresAt", "updatedAt") values
  ('5e550000-0000-4000-8000-000000000003', 'bob', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', now() + interval '7 days', now()),
  (gen_random_uuid(), 'lifted', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', now() + interval '7 days', now());
select throws_ok(
  $$ select neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'banned', true) $$, 'NA403', null, 'rejects a banned user');
select throws_ok(
  $$ select neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'eve', true) $$, '23505', null, 'rejects another session''s token');

-- list_sessions
update neon_auth.session set "impersonatedBy" = 'somebody' where token = 'short';
update neon_auth.session set "expiresAt" = now() where token = 'new';
update neon_auth.session_origin set branch = 'ep-parent' where "sessionId" = (select id from neon_auth.session where token = 'lifted');
select is((select array_agg(s ->> 'token') from json_array_elements(neon_auth_api.list_sessions('ada elsewhere')) s), '{"ada elsewhere"}',
  'lists no expired sessions and none of impersonators');
select throws_ok($$ select neon_auth_api.list_sessions('lifted') $$, 'NA401', null, 'rejects a session of the parent');

-- expire_sessions
update neon_auth.session set "expiresAt" = now() - interval '1 hour' where token in ('eve', 'lifted');
select is(neon_auth_api.expire_sessions(2), 2, 'deletes a batch, the oldest first');
select is(pg_temp.tokens(), 'ada elsewhere,bob,new,short', 'keeps the others');
select is(neon_auth_api.expire_sessions(-1), 0, 'treats a negative batch as zero');
select is(neon_auth.expire_sessions(), 1, 'the batch has a default');
select is(neon_auth.expire_sessions(), 0, 'returns zero when none is left');

-- revoking and signing out
update neon_auth."user" set banned = false;
select neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000001', t, true) from unnest(array['a1', 'a2', 'a3']) t;
select is(neon_auth_api.revoke_session('a1', 'bob')::text, neon_auth_api.revoke_session('a1', 'a2')::text, 'the response is the same for another user''s session and the caller''s own');
select is(pg_temp.tokens(), 'a1,a3,ada elsewhere,bob,short', 'only the caller''s own session ends');
select throws_ok($$ select neon_auth_api.revoke_session('a2', 'a1') $$, 'NA401', null, 'a revoked session cannot revoke others');
select is(neon_auth_api.revoke_session('a1', null) ->> 'status', 'true', 'accepts a null token');
select is(neon_auth_api.revoke_other_sessions('a1') ->> 'status', 'true', 'revokes all other sessions');
select is(pg_temp.tokens(), 'a1,bob', 'the others have ended');
select is(neon_auth_api.sign_out('nobody')::text, neon_auth_api.sign_out(null)::text, 'signing out without a session succeeds');
select is(neon_auth_api.revoke_sessions('a1') ->> 'status', 'true', 'revokes all sessions');
select is(pg_temp.tokens(), 'bob', 'only the caller''s have ended');
select is(neon_auth_api.sign_out('bob') ->> 'success', 'true', 'signs out');
select is(pg_temp.tokens(), null, 'the session has ended');

select * from finish();
rollback;
