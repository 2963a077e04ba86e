begin;
select plan(13);

insert into neon_auth."user" (id, name, email, "emailVerified") values
  ('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'Ada', 'ada@example.com', false);
update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}';

select neon_auth_api.request_magic_link('ada@example.com', 'Ada', 'link', '{"sealedLink": "sealed"}');
select results_eq(
  $$ select identifier, value::jsonb, "expiresAt" from neon_auth.verification $$,
  $$ values ('link', '{"email": "ada@example.com", "name": "Ada"}'::jsonb, now() + interval '5 minutes') $$, 'a link is valid for five minutes');
select is((select kind || ' ' || recipient || ' ' || sealed from neon_auth.outbox), 'magic-link ada@example.com sealed', 'is mailed');
select is((select failure from neon_auth_api.use_magic_link('other', 'new')), 'INVALID_TOKEN', 'rejects another link');
select results_eq(
  $$ select failure, is_new, body ->> 'token', body -> 'user' ->> 'emailVerified' from neon_auth_api.use_magic_link('link', 'new') $$,
  $$ values ('', false, 'new', 'true') $$, 'signs in and verifies the address');
select is((select count(*)::int from neon_auth.session where token = 'new'), 1, 'opens a session');
select is((select failure from neon_auth_api.use_magic_link('link', 'again')), 'INVALID_TOKEN', 'is valid once');

select neon_auth_api.request_magic_link('Bob@example.com', null, 'bob', '{"sealedLink": "sealed"}');
select is(
  (select is_new || ' ' || (body -> 'user' ->> 'email') from neon_auth_api.use_magic_link('bob', 'bob')), 'true bob@example.com', 'signs up');

select neon_auth_api.request_magic_link('eve@example.com', null, 'eve', '{"sealedLink": "sealed"}');
update neon_auth.verification set "expiresAt" = now();
select is((select failure from neon_auth_api.use_magic_link('eve', 'eve')), 'EXPIRED_TOKEN', 'rejects an expired link');
select is((select failure from neon_auth_api.use_magic_link('eve', 'eve')), 'INVALID_TOKEN', 'reports the expiry once');

update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true, "config": {"expiresIn": 15, "disableSignUp": true}}}';
select neon_auth_api.request_magic_link('eve@example.com', null, 'eve', '{"sealedLink": "sealed"}');
select is((select "expiresAt" from neon_auth.verification), now() + interval '15 minutes', 'the lifetime is a setting');
select is((select failure from neon_auth_api.use_magic_link('eve', 'eve')), 'new_user_signup_disabled', 'a setting disables sign-up');

select neon_auth_api.request_magic_link('ada@example.com', null, 'ada', '{"sealedLink": "sealed"}');
update neon_auth.verification set branch = 'ep-parent';
select is((select failure from neon_auth_api.use_magic_link('ada', 'x')), 'INVALID_TOKEN', 'a link is valid in its branch only');

-- A social sign-in stores its state under a name of the same form.
insert into neon_auth.verification (identifier, value, "expiresAt")
values ('state', '{"callbackURL":"/","email":"ada@example.com"}', now() + interval '10 minutes');
select is((select failure from neon_auth_api.use_magic_link('state', 'x')), 'INVALID_TOKEN', 'rejects the state of a social sign-in');

select * from finish();
rollback;
