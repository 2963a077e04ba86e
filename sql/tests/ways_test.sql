-- Ways to sign in: which count as the last one, how wrong passwords are counted, and what a code alone shows.
begin;
select plan(62);
\ir ../../testdata/people.sql
set neon_auth.webhook_allow_private = on;
create function pg_temp.bob() returns uuid language sql as $$ select '5a14a3a0-0f0e-4c0e-9f0e-000000000002'::uuid $$;
-- Runs statements, returns the text of a query, and undoes both.
create function pg_temp.tried(prepare text, query text) returns text language plpgsql as $$
declare
  said text;
begin
  begin
    execute prepare;
    execute query into said;
    raise exception using errcode = 'ZZ001', message = coalesce(said, '');
  exception
    when sqlstate 'ZZ001' then return sqlerrm;
    when others then return sqlstate || ' ' || sqlerrm;
  end;
end $$;
create function pg_temp.has_way(prepare text) returns text language sql as $$
  select pg_temp.tried(prepare, 'select neon_auth_internal.has_other_way_in(u, null) from neon_auth."user" u where u.id = pg_temp.bob()')
$$;

-- Only what the settings allow is a way in.
delete from neon_auth.account where "userId" = pg_temp.bob();
create temporary table way (kind text, made text);
insert into way values
  ('no', 'select 1'),
  ('password', $$insert into neon_auth.account ("userId", "providerId", "accountId", password, "updatedAt") values (pg_temp.bob(), 'credential', 'x', 'hash of Bob', now())$$),
  ('provider', $$insert into neon_auth.account ("userId", "providerId", "accountId", "updatedAt") values (pg_temp.bob(), 'github', 'x', now()); update neon_auth.project_config set social_providers = '[{"id": "github", "clientId": "c", "clientSecret": "v1.s"}]'$$),
  ('passkey', $$insert into neon_auth.passkey ("userId", "publicKey", "credentialID", counter, "deviceType", "backedUp") values (pg_temp.bob(), 'key', 'key', 0, 'singleDevice', false); select neon_auth.set('plugin_configs.passkey.enabled', 'true')$$),
  ('phone', $$update neon_auth."user" set "phoneNumber" = '+4915123456789', "phoneNumberVerified" = true where id = pg_temp.bob(); select neon_auth.set('plugin_configs.phoneNumber.enabled', 'true'), neon_auth.set('webhook_config.webhookUrl', 'https://hook.example.com'), neon_auth.set('webhook_config.enabledEvents', '["send.otp"]'), neon_auth.set('webhook_config.enabled', 'true')$$),
  ('address', $$update neon_auth."user" set "emailVerified" = true where id = pg_temp.bob()$$);
select is(pg_temp.has_way(w.made), (w.kind <> 'no')::text, 'as the settings are: ' || w.kind) from way w;
select is(pg_temp.has_way(w.made || '; ' || t.off), t.usable, t.kind || ': ' || t.off)
from (values
  ('password', $$select neon_auth.set('email_and_password.enabled', 'false')$$, 'false'),
  ('password', $$select neon_auth.set('email_and_password.requireEmailVerification', 'true')$$, 'false'),
  ('password', $$update neon_auth.account set password = ''$$, 'false'),
  ('provider', $$update neon_auth.project_config set social_providers = '[]'$$, 'false'),
  ('provider', $$update neon_auth.project_config set social_providers = '[{"id": "github", "clientId": "c", "enabled": false}]'$$, 'false'),
  ('provider', $$update neon_auth.project_config set social_providers = '[{"id": "github", "isShared": true}]'$$, 'false'),
  ('provider', $$update neon_auth.project_config set social_providers = '[{"id": "google", "clientId": "c"}]'$$, 'false'),
  ('passkey', $$select neon_auth.set('plugin_configs.passkey.enabled', 'false')$$, 'false'),
  ('phone', $$select neon_auth.set('plugin_configs.phoneNumber.enabled', 'false')$$, 'false'),
  ('phone', $$select neon_auth.set('webhook_config.enabled', 'false')$$, 'false'),
  ('phone', $$select neon_auth.set('plugin_configs.phoneNumber.config.countries', '1')$$, 'false'),
  ('phone', $$select neon_auth.set('plugin_configs.phoneNumber.config.countries', '49')$$, 'true'),
  ('phone', $$update neon_auth."user" set "phoneNumberVerified" = false where id = pg_temp.bob()$$, 'false'),
  ('address', $$update neon_auth."user" set email = 'temp@0123456789abcdef0123456789abcdef.invalid', "emailVerified" = true where id = pg_temp.bob()$$, 'false'),
  ('address', $$update neon_auth."user" set email = '4915123456789@phone.invalid', "emailVerified" = true where id = pg_temp.bob()$$, 'false'),
  ('address', $$select neon_auth.set('email_and_password.enabled', 'false')$$, 'true') -- a mailed code signs in
) as t (kind, off, usable)
join way w on w.kind = t.kind;

-- What removes a way asks.
select is(pg_temp.tried(
    (select string_agg(w.made, '; ') from way w where w.kind in ('password', t.other)) || '; ' || t.off
      || $$; insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") values (pg_temp.bob(), 'bob now', now() + interval '1 day', now())$$,
    'select ' || t.removal),
  case when t.off like '%clientId%' or t.off = 'select 1' then '{"status" : true}' else 'NA400 ' || t.failure end,
  t.removal || ' after ' || t.off)
from (
  select v.*, case when v.removal like '%passkey%' then 'You can''t delete your last way to sign in' else 'You can''t unlink your last account' end as failure
  from (values
    ('provider', 'select 1', $$neon_auth_api.unlink_account('bob now', 'github', null)$$),
    ('provider', 'select 1', $$neon_auth_api.unlink_account('bob now', 'credential', null)$$),
    ('provider', $$select neon_auth.set('email_and_password.enabled', 'false')$$, $$neon_auth_api.unlink_account('bob now', 'github', null)$$),
    ('provider', $$update neon_auth.project_config set social_providers = '[]'$$, $$neon_auth_api.unlink_account('bob now', 'credential', null)$$),
    ('passkey', 'select 1', $$neon_auth_api.delete_passkey('bob now', (select id::text from neon_auth.passkey))$$),
    ('passkey', $$select neon_auth.set('email_and_password.enabled', 'false')$$, $$neon_auth_api.delete_passkey('bob now', (select id::text from neon_auth.passkey))$$),
    ('phone', 'select 1', $$neon_auth_api.update_user('bob now', '{"phoneNumber": null}')$$),
    ('phone', $$select neon_auth.set('email_and_password.enabled', 'false')$$, $$neon_auth_api.update_user('bob now', '{"phoneNumber": null}')$$),
    ('phone', $$select neon_auth.set('email_and_password.requireEmailVerification', 'true')$$, $$neon_auth_api.update_user('bob now', '{"phoneNumber": null}')$$)
  ) as v (other, off, removal)
) as t;

-- One count of wrong passwords for a user, whichever name is used.
update neon_auth.project_config set plugin_configs = '{"phoneNumber": {"enabled": true}, "username": {"enabled": true}, "twoFactor": {"enabled": true}}';
update neon_auth."user" set "phoneNumber" = '+4915123456789', username = 'ada_l' where name = 'Ada';
update neon_auth."user" set "phoneNumber" = '+4915123456780', "phoneNumberVerified" = true where name = 'Eve';
create function pg_temp.guess(kind text, name text) returns text language plpgsql as $$
begin
  execute format('select neon_auth_api.%s(%L)', case kind when 'phone' then 'find_phone_credential' when 'username' then 'find_username_credential' else 'find_credential' end, name);
  return 'tried';
exception when sqlstate 'NA429' then
  return 'refused';
end $$;
-- The delay after five is short: on a slow machine it has passed before the sixth, unless the five were just now.
create function pg_temp.just_now() returns void language sql as $$
  update neon_auth.request_count set since = clock_timestamp() + interval '10 minutes'
$$;
select is(pg_temp.tried(
    format($$set local neon_auth.ip_address = '198.51.100.7'; select pg_temp.guess(%L, %L) from generate_series(1, 5); select pg_temp.just_now()$$, t.kind, t.name),
    format('select pg_temp.guess(%L, %L)', t.next_kind, t.next_name)), t.result,
  format('five wrong passwords by %s %s, then %s %s', t.kind, t.name, t.next_kind, t.next_name))
from (values
  ('phone', '+4915123456789', 'email', 'ada@example.com', 'refused'),
  ('email', 'Ada@Example.com', 'phone', '+4915123456789', 'refused'),
  ('username', 'Ada_L', 'phone', '+4915123456789', 'refused'),
  ('phone', '+4915123456789', 'username', 'ada_l', 'refused'),
  ('phone', '+4915123456780', 'email', 'eve@example.com', 'refused'),
  ('phone', '+4915199999999', 'phone', '+4915199999999', 'refused'), -- nobody's
  ('phone', '+4915199999999', 'email', 'nobody@example.com', 'tried'),
  ('phone', '+4915123456789', 'email', 'eve@example.com', 'tried'),
  ('phone', '+4915123456789', 'phone', '+4915123456780', 'tried')
) as t (kind, name, next_kind, next_name, result);
select is(pg_temp.tried(
    format($$set local neon_auth.ip_address = '198.51.100.7'; select pg_temp.guess('email', 'ada@example.com') from generate_series(1, 4);
      select pg_temp.guess('phone', '+4915123456789'); select pg_temp.just_now(); %s$$, t.step),
    $$select pg_temp.guess('email', 'ada@example.com')$$), t.result, 'five wrong passwords, then ' || t.step)
from (values
  ($$select neon_auth_api.pass_sign_in('+4915123456789')$$, 'tried'),
  ($$select neon_auth_api.pass_sign_in('+4915123456780')$$, 'refused'),
  ($$select neon_auth_api.sign_in_phone(u.id, '+4915123456789', 'hash of Ada', 'new', true, '{}') from neon_auth."user" u where name = 'Ada'$$, 'tried'),
  ($$select neon_auth_internal.replace_password((select id from neon_auth."user" where name = 'Ada'), 'new hash', null)$$, 'tried')
) as t (step, result);
select is(pg_temp.tried(
    $$set local neon_auth.ip_address = '198.51.100.7'; select pg_temp.guess('email', 'eve@example.com') from generate_series(1, 5); select pg_temp.just_now();
      select neon_auth_internal.put_verification('+4915123456780', 'code:0', '1 hour');
      select neon_auth_api.verify_phone_number('', '+4915123456780', '{code}', 'new', true, false)$$,
    $$select pg_temp.guess('phone', '+4915123456780')$$), 'tried', 'a code to the number proves who they are');

-- What a code alone shows of a user with a second factor.
update neon_auth."user" set "twoFactorEnabled" = true where name = 'Eve';
create function pg_temp.shown(query text, scope text default 'all', factor boolean default true) returns text language sql as $$
  select regexp_replace(pg_temp.tried(
    format($p$select neon_auth.set('twoFactor.scope', %L); update neon_auth."user" set "twoFactorEnabled" = %L where name = 'Eve';
      select neon_auth.set('email_and_password.autoSignInAfterVerification', 'false');
      select neon_auth_internal.put_verification('+4915123456780', 'code:0', '1 hour'), neon_auth_internal.put_verification('email-verification-otp-eve@example.com', 'code:0', '1 hour')$p$, scope, factor),
    query), '"user" ?: ?[{].*', 'shown')
$$;
create function pg_temp.by_phone(opens boolean) returns text language sql as $$
  select format($q$select v.body from neon_auth_api.verify_phone_number('', '+4915123456780', '{code}', 'new', %L, false) v$q$, opens)
$$;
create function pg_temp.by_mail() returns text language sql as $$
  select 'select v.body from neon_auth_api.verify_email_code(''eve@example.com'', ''{code}'', ''new'') v'
$$;
select is(pg_temp.shown(pg_temp.by_phone(false)), '{"status":true,"token":null,"user":null}', 'C04: a code without a session shows nobody');
select is(pg_temp.shown(pg_temp.by_phone(true)), '{"twoFactorRedirect":true}', 'C04: with one it asks for the second factor');
select is(pg_temp.shown(pg_temp.by_phone(false), 'password'), '{"status" : true, "token" : null, shown', 'if only passwords need a second factor, it shows the user');
select is(pg_temp.shown(pg_temp.by_phone(false), 'all', false), '{"status" : true, "token" : null, shown', 'also a user without one');
select is(pg_temp.shown(pg_temp.by_mail()), '{"status" : true, "token" : null, "user" : null}', 'C04: nor does a mailed code');
select is(pg_temp.shown(pg_temp.by_mail(), 'all', false), '{"status" : true, "token" : null, shown', 'without a second factor it does');

-- Addresses that were made up get no mail.
select is(neon_auth_internal.is_made_up(t.address, null), t.made_up, t.address)
from (values
  ('4915123456789@phone.invalid', true), ('4915123456789-0123456789abcdef@phone.invalid', true), ('4915123456789@old.invalid', true),
  ('temp@0123456789abcdef0123456789abcdef.invalid', true), ('temp-0123456789abcdef0123456789abcdef@anon.example.com', true),
  ('ada@example.com', false), ('4915123456789@example.com', false), ('user-0123456789abcdef@masked.invalid', false)) as t (address, made_up);
select is(pg_temp.tried($$select neon_auth.set('plugin_configs.phoneNumber.config.signUpOnVerification.tempEmailDomain', 'phone.example.com')$$,
  $$select neon_auth_internal.is_made_up('4915123456789@phone.example.com', null)$$), 'true', 'at the domain of the settings');
select is(pg_temp.tried($$update neon_auth."user" set email = '4915123456780@phone.invalid' where name = 'Eve'; delete from neon_auth.outbox;
    select neon_auth_api.request_password_reset('4915123456780@phone.invalid', 'hash', '{"sealedLink": "v1.x"}');
    select neon_auth_internal.replace_password(id, 'new', null) from neon_auth."user" where name = 'Eve'$$,
  $$select count(*) from neon_auth.outbox$$), '0', 'a user who has only a phone number gets no mail about their password');
select is(pg_temp.tried($$update neon_auth."user" set email = '4915123456780@phone.invalid' where name = 'Eve'; select neon_auth.set('trusted_origins', 'https://app.example.com')$$,
  $$select neon_auth.send_password_link(id) from neon_auth."user" where name = 'Eve'$$), '22023 the user has no address, so no mail can be sent', 'nor a link from the database''s owner');

select * from finish();
rollback;
