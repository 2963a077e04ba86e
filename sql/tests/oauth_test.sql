begin;
select plan(82);
\ir ../../testdata/people.sql
update neon_auth.project_config set social_providers = '[{"id": "google", "clientId": "c", "clientSecret": "s"},
  {"id": "github", "clientId": "c"}, {"id": "kit", "clientId": "c", "issuer": "https://kit.example.com/"},
  {"id": "microsoft", "clientId": "c", "microsoftTenantId": "t1"}, {"id": "slack", "clientId": "c", "enabled": false},
  {"id": "vercel", "isShared": true}, {"id": "naver", "clientId": "c"}, {"id": "kakao", "clientId": "c"},
  {"id": "plain", "clientId": "c", "authorizationUrl": "https://x.example.com/a", "userInfoUrl": "https://x.example.com/me", "mapping": {"id": "data.key", "email": "data.mail"}}]';

-- decide_oauth, the truth table. Ada is verified, Bob is not. Both have a password. Ada has an account at Google, Eve one
-- at GitHub whose address is not verified.
insert into neon_auth.account ("accountId", "providerId", "userId", "updatedAt") values
  ('g-ada', 'google', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', now()),
  ('h-eve', 'github', '5a14a3a0-0f0e-4c0e-9f0e-000000000003', now());
create function pg_temp.decide(
  provider text, subject text, email text, vouched boolean, link_to text default null, same_browser boolean default true,
  may_sign_up boolean default true)
returns text language sql as $$
  select d.action || coalesce(' ' || split_part(u.email, '@', 1), '') || coalesce(' ' || d.code, '')
  from neon_auth_internal.decide_oauth(
    provider, row(subject, email, vouched, 'Name', null)::neon_auth_internal.oauth_profile,
    (select u.id from neon_auth."user" u where u.email = link_to || '@example.com'), same_browser, may_sign_up) d
  left join neon_auth."user" u on u.id = d.user_id and d.code is null
$$;
select is(
    pg_temp.decide(t.provider, t.subject, t.email, t.vouched, t.link_to, t.same_browser, t.may_sign_up), t.wanted,
    concat_ws(' ', t.provider, t.subject, t.email, case t.vouched when true then 'vouched' end, 'link: ' || t.link_to))
  from (values
    -- no user has the account: the address decides
    ('google', 'g-new', 'new@example.com', true, null, true, true, 'sign-up'),
    ('google', 'g-new', 'new@example.com', false, null, true, true, 'sign-up'),
    ('google', 'g-new', 'new@example.com', true, null, true, false, 'refuse signup_disabled'),
    ('google', 'g-new', null, false, null, true, true, 'refuse email_not_found'),
    ('google', null, 'new@example.com', true, null, true, true, 'refuse id_is_missing'),
    ('kit', 'k', 'ada@example.com', true, null, true, true, 'link ada'),
    ('kit', 'k', 'ADA@Example.com', true, null, true, true, 'link ada'),
    ('kit', 'k', 'ada@example.com', true, null, true, false, 'link ada'),
    ('kit', 'k', 'ada@example.com', false, null, true, true, 'refuse account_not_linked'),
    ('kit', 'k', 'bob@example.com', true, null, true, true, 'reclaim bob'),
    ('kit', 'k', 'bob@example.com', false, null, true, true, 'refuse account_not_linked'),
    ('google', 'g-other', 'ada@example.com', true, null, true, true, 'refuse subject_changed'),
    -- a user has the account: nothing else matters, not even another user's address
    ('google', 'g-ada', 'ada@example.com', true, null, true, true, 'sign-in ada'),
    ('google', 'g-ada', 'ada@example.com', false, null, true, false, 'sign-in ada'),
    ('google', 'g-ada', 'eve@example.com', true, null, true, true, 'sign-in ada'),
    ('google', 'g-ada', null, false, null, true, true, 'sign-in ada'),
    ('github', 'h-eve', 'ada@example.com', true, null, true, true, 'sign-in eve'),
    ('github', 'g-ada', 'ada@example.com', true, null, true, true, 'link ada'), -- another provider's id is no key
    -- a signed-in user asks to link
    ('kit', 'k', 'ada@example.com', true, 'ada', true, true, 'link ada'),
    ('kit', 'k', 'ada@example.com', true, 'ada', false, true, 'link ada'),
    ('google', 'g-ada', 'ada@example.com', true, 'ada', true, true, 'link ada'),
    ('google', 'g-other', 'ada@example.com', true, 'ada', true, true, 'link ada'),
    ('kit', 'k', 'ada@example.com', false, 'ada', true, true, 'refuse unable_to_link_account'),
    ('kit', 'k', null, false, 'ada', true, true, 'refuse unable_to_link_account'),
    ('kit', 'k', 'eve@example.com', true, 'ada', true, true, 'refuse email_doesn''t_match'),
    ('google', 'g-ada', 'eve@example.com', true, 'eve', true, true, 'refuse account_already_linked_to_different_user'),
    ('kit', 'k', 'bob@example.com', true, 'bob', true, true, 'link bob'),
    ('kit', 'k', 'bob@example.com', true, 'bob', false, true, 'refuse email_not_verified')
  ) as t (provider, subject, email, vouched, link_to, same_browser, may_sign_up, wanted);
update neon_auth.project_config set email_and_password = '{"disableSignUp": true}';
select is(pg_temp.decide('google', 'g-new', 'new@example.com', true), 'refuse signup_disabled', 'sign-up is disabled');
update neon_auth.project_config set email_and_password = '{"requireEmailVerification": true}';
select is(pg_temp.decide('google', 'g-new', 'new@example.com', false), 'refuse email_not_verified', 'where addresses must be verified, the provider must verify them');
select is(pg_temp.decide('google', 'g-new', 'new@example.com', true), 'sign-up', 'accepts a verified address');
update neon_auth."user" set "emailVerified" = false where email = 'eve@example.com';
select is(pg_temp.decide('github', 'h-eve', 'eve@example.com', false), 'refuse email_not_verified', 'rejects a known account too');
update neon_auth."user" set "emailVerified" = true where email = 'eve@example.com';
update neon_auth.project_config set email_and_password = '{}';

-- oauth_provider
select is(neon_auth_internal.oauth_provider('google') ->> 'tokenUrl', 'https://oauth2.googleapis.com/token', 'returns the preset''s values');
select is(neon_auth_internal.oauth_provider('microsoft') ->> 'issuer', 'https://login.microsoftonline.com/t1/v2.0', 'uses the project''s tenant');
select is(neon_auth_internal.oauth_provider('kit') #>> '{mapping,id}', 'sub|id', 'returns a provider defined by the project');
select is(neon_auth_internal.oauth_provider(t.id), null, t.why) from (values
  ('slack', 'turned off'), ('vercel', 'without a client'), ('zoom', 'not listed')) as t (id, why);
update neon_auth.project_config set social_providers = social_providers || '[{"id": "x", "clientId": "c", "tokenUrl": "https://mine.example.com/t", "scopes": ["a"]}]';
select is(neon_auth_internal.oauth_provider('x') ->> 'tokenUrl', 'https://mine.example.com/t', 'overrides one value');
select is(neon_auth_internal.oauth_provider('x') -> 'scopes', '["a"]', 'overrides another value');
select is((select count(*)::int from neon_auth.oauth_preset p where p.authorization_url !~ '^(https://|\{issuer\})' or p.token_url is null), 0, 'each preset has its endpoints');

-- oauth_profile
create function pg_temp.profile(provider text, answer text) returns text language sql as $$
  select concat_ws(' ', coalesce(p.subject, '-'), coalesce(p.email, '-'), p.is_vouched, p.name, p.image)
  from neon_auth_internal.oauth_profile(neon_auth_internal.oauth_provider(provider), answer::jsonb) p
$$;
select is(pg_temp.profile(t.provider, t.answer), t.wanted, t.provider || ' ' || t.answer) from (values
  ('google', '{"sub": "1", "email": "a@b.co", "email_verified": true, "name": "A", "picture": "https://p"}', '1 a@b.co t A https://p'),
  ('google', '{"sub": "1", "email": "a@b.co", "email_verified": "false", "picture": "javascript:x"}', '1 a@b.co f a@b.co'),
  ('google', '{"sub": "", "email": "a@b.co"}', '- a@b.co f a@b.co'),
  ('google', '{"sub": true, "email": "a@b.co"}', '- a@b.co f a@b.co'),
  ('google', '{"sub": "undefined", "email": "no address", "email_verified": true}', '- - f'),
  ('google', '{"sub": "1", "email": "ａ@b.co", "email_verified": true}', '1 ａ@b.co f ａ@b.co'),
  ('github', '{"id": 12345678901234567890, "login": "l", "emails": [{"email": "o@b.co", "verified": true}, {"email": "a@b.co", "primary": true, "verified": true}]}', '12345678901234567890 a@b.co t l'),
  ('github', '{"id": 0, "login": "l", "email": "a@b.co", "emails": []}', '- a@b.co f l'),
  ('github', '{"id": 1, "login": "l", "email": "a@b.co", "emails": [{"email": "o@b.co", "primary": true, "verified": true}]}', '1 a@b.co f l'),
  ('microsoft', '{"sub": "1", "email": "a@b.co", "name": "A"}', '1 a@b.co f A'),
  ('microsoft', '{"sub": "1", "email": "a@b.co", "name": "A", "verified_primary_email": ["a@b.co"]}', '1 a@b.co t A'),
  ('kakao', '{"id": 5, "kakao_account": {"email": "a@b.co", "is_email_valid": true, "is_email_verified": false}}', '5 a@b.co f a@b.co'),
  ('naver', '{"resultcode": "024", "response": {"id": "n", "email": "a@b.co"}}', '- -'),
  ('plain', '{"data": {"key": "k", "mail": "a@b.co"}}', 'k a@b.co f')) as t (provider, answer, wanted);

-- the redirect to the provider and the callback
select throws_ok($$ select neon_auth_api.start_oauth('slack', 'i', '', false, '{}') $$, 'NA404', 'Provider not found', 'rejects a provider that is not enabled');
select throws_ok($$ select neon_auth_api.start_oauth('kit', 'i', '', true, '{}') $$, 'NA401', '', 'linking needs a session');
select neon_auth_api.start_oauth('kit', 'i', '', false, '{"callbackURL": "/x", "challenge": "c"}');
select is(neon_auth_api.begin_oauth('i', 's', 'sealed') #>> '{flow,callbackURL}', '/x', 'the init token starts the flow');
select lives_ok($$ select neon_auth_api.begin_oauth('i', 's2', 'sealed') $$, 'the init token can be opened again');
select is((select failure from neon_auth_api.use_magic_link('s', 'x')), 'INVALID_TOKEN', 'B01: a state is not a magic link');
select is((select failure from neon_auth_api.take_oauth_state('s', 'other', 'kit')), 'state_mismatch', 'F13: rejects another browser');
select is((select failure from neon_auth_api.take_oauth_state('s', 's', 'google')), 'state_mismatch', 'A14: rejects another provider');
select is((select failure from neon_auth_api.take_oauth_state('s', 's', 'kit')), 'please_restart_the_process', 'B17: a state is valid once');
select throws_ok($$ select neon_auth_api.begin_oauth('i', 's3', 'sealed') $$, 'NA400', 'Verification not found', 'the init token ends with the first callback');
-- finish_oauth
create function pg_temp.finish(provider text, answer text, flow text default '{}', caller text default '', token text default 'new')
returns text language sql as $$
  select concat_ws(' ', nullif(f.failure, ''), case when f.is_new then 'new' end, f.body -> 'user' ->> 'email', f.body -> 'user' ->> 'emailVerified')
  from neon_auth_api.finish_oauth(provider, answer::jsonb, '{"accessToken": "v1.a", "scope": "openid"}', flow::jsonb, caller, token,
    '{"hash": "v", "challenge": "c", "sealed": "v1.t"}') f
$$;
select is(pg_temp.finish('kit', '{"sub": "k1", "email": "New@example.com", "email_verified": true, "name": "N"}'), 'new new@example.com true', 'creates a user');
select is((select a."accessToken" || a.scope from neon_auth.account a where a."accountId" = 'k1'), 'v1.aopenid', 'stores the sealed tokens');
select throws_ok($$ select neon_auth_api.take_session_verifier('v', 'other') $$, 'NA400', 'Verification not found', 'a verifier needs its challenge');
select is(neon_auth_api.take_session_verifier('v', 'c'), 'v1.t', 'returns the session for the right challenge');
select throws_ok($$ select neon_auth_api.take_session_verifier('v', 'c') $$, 'NA400', 'Verification not found', 'once');
select is(pg_temp.finish('kit', '{"sub": "k1"}', token => 'again'), 'new@example.com true', 'signs in with a known account');
update neon_auth.verification set "expiresAt" = now() where identifier = 'session-verifier:v';
select throws_ok($$ select neon_auth_api.take_session_verifier('v', 'c') $$, 'NA400', 'Verification not found', 'a verifier expires after ten minutes');

insert into neon_auth.account ("accountId", "providerId", "userId", "updatedAt") values ('h-bob', 'github', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', now());
insert into neon_auth.verification (identifier, value, "expiresAt") values
  ('reset-password:b', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', now() + interval '1 hour'),
  ('change-email-5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'x', now() + interval '1 hour');
select is(pg_temp.finish('kit', '{"sub": "k2", "email": "bob@example.com"}'), 'account_not_linked', 'A06: rejects an address that the provider has not verified');
select is(pg_temp.finish('kit', '{"sub": "k2", "email": "bob@example.com", "email_verified": true}', token => 'bob new'), 'bob@example.com true', 'A01, A04: the owner of the address signs in');
select is(
  (select string_agg(a."providerId", ' ') from neon_auth.account a where a."userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002'), 'kit', 'the password and the other account are removed');
select is(
  (select string_agg(s.token, ' ') from neon_auth.session s where s."userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002'), 'bob new', 'the other sessions end');
select is((select count(*)::int from neon_auth.verification v where v.identifier like 'change-email-%' or v.identifier = 'reset-password:b'), 0, 'pending links end');

create function pg_temp.link(session text) returns text language sql as $$
  select jsonb_build_object('link', jsonb_build_object('session', s.id))::text from neon_auth.session s where s.token = link.session $$;
select is(pg_temp.finish('kit', '{"sub": "k3", "email": "ada@example.com", "email_verified": true}', pg_temp.link('ada')), '', 'linking opens no session');
select is((select a."userId" from neon_auth.account a where a."accountId" = 'k3'), '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'adds the account');
create temp table asked as select pg_temp.link('eve') as flow;
delete from neon_auth.session where token = 'eve';
select is(pg_temp.finish('kit', '{"sub": "k4", "email": "eve@example.com", "email_verified": true}', (select flow from asked)), 'unauthorized', 'A12: linking fails after the session has ended');
update neon_auth."user" set banned = true where email = 'new@example.com';
select throws_ok($$ select pg_temp.finish('kit', '{"sub": "k1"}') $$, 'NA403', null, 'rejects a banned user');
insert into neon_auth.sign_up_rule (action, email, code, message) values ('deny', '*@closed.example.com', 'CLOSED', 'Closed');
select throws_ok($$ select pg_temp.finish('kit', '{"sub": "k5", "email": "a@closed.example.com", "email_verified": true, "name": "C"}') $$, 'NA403', 'Closed', 'applies the sign-up rules');
select is((select count(*)::int from neon_auth.account a where a."accountId" = 'k5'), 0, 'stores nothing when they deny');
select * from finish();
rollback;
