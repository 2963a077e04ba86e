begin;
select plan(222);

create function pg_temp.put(column_name text, value text)
returns void
language plpgsql
as $$
begin
  execute format('update neon_auth.project_config set %I = %L', column_name, value);
end
$$;
create function pg_temp.refused(column_name text, value text)
returns text
language plpgsql
as $$
begin
  perform pg_temp.put(column_name, value);
  return 'accepted';
exception when check_violation then
  return sqlerrm;
end
$$;

-- A fresh install has valid settings.
select is_empty($$ select * from neon_auth.settings_advice $$, 'has no advice');
select is((select count(*) from neon_auth.settings where value is distinct from "default" and name not in ('name', 'social_providers', 'email_provider.type')), 0::bigint, 'all values are the defaults');
select is((select count(*) from neon_auth.settings s where s.description ~ '^.{5,}[.]$' and s.allowed <> '' and s.type <> ''), (select count(*) from neon_auth.settings), 'each setting is described');

-- Types, ranges, unknown keys.
select is(pg_temp.refused(t.column_name, t.value), t.problem, t.column_name || ' ' || t.value)
from (values
  ('email_and_password', '{"disableSignUp": "true"}', 'email_and_password.disableSignUp must be true or false, not "true"'),
  ('email_and_password', '{"disableSignUp": 1}', 'email_and_password.disableSignUp must be true or false, not 1'),
  ('email_and_password', '{"disableSignUp": null}', 'email_and_password.disableSignUp must be true or false, not null'),
  ('email_and_password', '{"disableSignUp": [true]}', 'email_and_password.disableSignUp must be true or false, not [true]'),
  ('email_and_password', '{"minPasswordLength": "20"}', 'email_and_password.minPasswordLength must be a whole number from 1 to 1024, not "20"'),
  ('email_and_password', '{"minPasswordLength": 8.5}', 'email_and_password.minPasswordLength must be a whole number from 1 to 1024, not 8.5'),
  ('email_and_password', '{"minPasswordLength": -1}', 'email_and_password.minPasswordLength must be a whole number from 1 to 1024, not -1'),
  ('email_and_password', '{"maxPasswordLength": 1e99}', 'email_and_password.maxPasswordLength must be a whole number from 1 to 1024, not ' || 1e99::numeric),
  ('email_and_password', '{"minPasswordLength": 20, "maxPasswordLength": 10}', 'email_and_password.minPasswordLength is more than maxPasswordLength: no password is possible'),
  ('email_and_password', '{"maxPasswordLength": 7}', 'email_and_password.minPasswordLength is more than maxPasswordLength: no password is possible'),
  ('email_and_password', '{"emailVerificationMethod": "code"}', 'email_and_password.emailVerificationMethod must be otp or link, not "code"'),
  ('email_and_password', '{"disableSignup": true}', 'email_and_password.disableSignup is not a setting. Did you mean email_and_password.disableSignUp?'),
  ('email_and_password', '{"min_password_length": 20}', 'email_and_password.min_password_length is not a setting. Did you mean email_and_password.minPasswordLength?'),
  ('email_and_password', '{"requireEmailVerfication": true}', 'email_and_password.requireEmailVerfication is not a setting. Did you mean email_and_password.requireEmailVerification?'),
  ('email_and_password', '{"rateLimit": {"enabled": false}}', 'email_and_password.rateLimit is not a setting. Did you mean rateLimit?'),
  ('email_and_password', '{"": true}', 'email_and_password. is not a setting'),
  ('options', '{"session": true}', 'session must be an object, not true'),
  ('options', '{"session": {"cookieCache": null}}', 'session.cookieCache must be an object, not null'),
  ('options', '{"session": {"cookieCache": {"maxAge": "5m"}}}', 'session.cookieCache.maxAge must be a whole number from 1 to 86400, not "5m"'),
  ('options', '{"session": {"cookieCache": {"enable": true}}}', 'session.cookieCache.enable is not a setting. Did you mean session.cookieCache.enabled?'),
  ('options', '{"cookieCache": {"enabled": true}}', 'cookieCache is not a setting. Did you mean session.cookieCache?'),
  ('options', '{"ratelimit": {"enabled": false}}', 'ratelimit is not a setting. Did you mean rateLimit?'),
  ('options', '{"audit": {"retentionMonths": "6"}}', 'audit.retentionMonths must be a whole number from 0 to 1200, not "6"'),
  ('options', '{"jwt": {"claimsHook": "public.none(jsonb)"}}', 'jwt.claimsHook is not a function that may add claims. Set it with token_claims_hook'),
  ('email_provider', '{"type": "standard", "host": "mx.example.com", "port": "2525"}', 'email_provider.port must be a whole number from 1 to 65535, not "2525"'),
  ('email_provider', '{"type": "standard", "host": "mx.example.com", "port": 0}', 'email_provider.port must be a whole number from 1 to 65535, not 0'),
  ('email_provider', '{"type": "standard", "host": "smtp://mx.example.com"}', 'email_provider.host must be a host name or an IP address, without scheme and port'),
  ('email_provider', '{"type": "standard"}', 'email_provider.host is missing: type standard needs a mail server'),
  ('email_provider', '{"sender_email": "no-reply"}', 'email_provider.sender_email must be an address like no-reply@example.com'),
  ('email_provider', '{"sender_email": "App <no-reply@example.com>"}', 'email_provider.sender_email must be an address like no-reply@example.com'),
  ('email_provider', '{"sender_email": "a@example.com, b@example.com"}', 'email_provider.sender_email must be an address like no-reply@example.com'),
  ('email_provider', '{"type": "smtp"}', 'email_provider.type must be shared or standard, not "smtp"'),
  ('email_provider', '{"type": "shared", "password": ["hush"]}', 'email_provider.password must be text of 0 to 4096 characters, not something else'),
  ('email_provider', '{"type": "shared", "usrname": "x"}', 'email_provider.usrname is not a setting. Did you mean email_provider.username?'),
  ('social_providers', '[7]', 'social_providers[] must be an object, not 7'),
  ('social_providers', '[null]', 'social_providers[] must be an object, not null'),
  ('social_providers', '[{"clientId": "x"}]', 'social_providers[].id is missing'),
  ('social_providers', '[{"id": "gogle"}]', 'social_providers[].id gogle is not a preset of neon_auth.oauth_preset, and has no issuer, discoveryUrl or authorizationUrl'),
  ('social_providers', '[{"id": "google", "client_id": "x"}]', 'social_providers[].client_id is not a setting. Did you mean social_providers[].clientId?'),
  ('social_providers', '[{"id": "google", "isShared": "true"}]', 'social_providers[].isShared must be true or false, or null, not "true"'),
  ('social_providers', '[{"id": "google", "clientSecret": 7}]', 'social_providers[].clientSecret must be text of 0 to 4096 characters, or null, not something else'),
  ('social_providers', '[{"id": "microsoft", "microsoftTenantId": "a/../b"}]', 'social_providers[].microsoftTenantId must be a tenant''s id or domain, or common, organizations or consumers'),
  ('social_providers', '[{"id": "microsoft", "tenantId": "acme.example?x="}]', 'social_providers[].tenantId must be a tenant''s id or domain, or common, organizations or consumers'),
  ('social_providers', '[{"id": "google"}, {"id": "google", "isShared": true}]', 'social_providers[].id google is listed more than once'),
  ('plugin_configs', '{"organization": {"membershipLimit": 5}}', 'plugin_configs.organization.membershipLimit is not a setting. Did you mean plugin_configs.organization.config.membershipLimit?'),
  ('plugin_configs', '{"organization": {"config": {"membershipLimit": "5"}}}', 'plugin_configs.organization.config.membershipLimit must be a whole number from 1, not "5"'),
  ('plugin_configs', '{"organization": {"config": {"membershipLimit": 0}}}', 'plugin_configs.organization.config.membershipLimit must be a whole number from 1, not 0'),
  ('plugin_configs', '{"organization": {"config": {"creatorRole": ""}}}', 'plugin_configs.organization.config.creatorRole must be owner or admin, not ""'),
  ('plugin_configs', '{"organization": []}', 'plugin_configs.organization must be an object, not []'),
  ('plugin_configs', '{"magicLink": {"config": {"expiresIn": 0}}}', 'plugin_configs.magicLink.config.expiresIn must be a whole number from 1 to 1440, not 0'),
  ('plugin_configs', '{"phoneNumber": {"enabled": "true"}}', 'plugin_configs.phoneNumber.enabled must be true or false, not "true"'),
  ('plugin_configs', '{"phoneNumber": {"config": {"otp_expires_in": 601}}}', 'plugin_configs.phoneNumber.config.otp_expires_in must be a whole number from 60 to 600, not 601'),
  ('plugin_configs', '{"phoneNumber": {"config": {"signUpOnVerification": {"tempEmailDomain": "phone"}}}}', 'plugin_configs.phoneNumber.config.signUpOnVerification.tempEmailDomain must be a domain such as phone.example.com, in lower case'),
  ('plugin_configs', '{"phoneNumber": {"config": {"countries": ["49", "Germany"]}}}', 'plugin_configs.phoneNumber.config.countries must be calling codes such as 49'),
  ('plugin_configs', '{"magiclink": {"enabled": true}}', 'plugin_configs.magiclink is not a setting. Did you mean plugin_configs.magicLink?'),
  ('plugin_configs', '{"phoneNumber": {"config": {"countries": ["49 43"]}}}', 'plugin_configs.phoneNumber.config.countries must be calling codes such as 49'),
  ('plugin_configs', '{"haveIBeenPwned": {"config": {"paths": ["/sign-up/email /change-password"]}}}', 'plugin_configs.haveIBeenPwned.config.paths must be paths of the API, such as /sign-up/email'),
  ('plugin_configs', '{"captcha": {"config": {"endpoints": ["/sign-up/email /sign-in/email"]}}}', 'plugin_configs.captcha.config.endpoints must be paths of the API in small letters, such as /sign-up/email or /sign-in/*'),
  ('options', '{"stepUp": {"endpoints": ["/change-emial"]}}', 'stepUp.endpoints must be paths of the API: there is no /change-emial'),
  ('options', '{"stepUp": {"endpoints": "/change-email /delete /admin/*-usr"}}', 'stepUp.endpoints must be paths of the API: there is no /delete, /admin/*-usr'),
  ('options', '{"stepUp": {"endpoints": ["/change-email", "/change-email/"]}}', 'stepUp.endpoints must be paths of the API: there is no /change-email/'),
  ('options', '{"stepUp": {"endpoints": ["/change-email /delete-user"]}}', 'stepUp.endpoints must be paths of the API: there is no /change-email /delete-user'),
  ('webhook_config', '{"enabled": 1}', 'webhook_config.enabled must be true or false, not 1'),
  ('webhook_config', '{"enable": true}', 'webhook_config.enable is not a setting. Did you mean webhook_config.enabled?'),
  ('webhook_config', '{"timeoutSeconds": 5.5}', 'webhook_config.timeoutSeconds must be a whole number from 1 to 10, not 5.5'),
  ('name', '  ', 'name is blank')) as t (column_name, value, problem);
select ok(pg_temp.refused('webhook_config', '{"enabledEvents": ["user.create"]}') like 'webhook\_config.enabledEvents must be an array of user.before\_create, %', 'rejects an unknown event');

-- Origins that can never match.
select matches(pg_temp.refused('trusted_origins', jsonb_build_array(t.origin)::text), '^trusted_origins "?' || t.problem, t.origin)
from (values
  ('exp://192.168.*.*:*/*', '.*has a wildcard, which works for http and https only'), ('myapp*://', '.*matches neither'),
  ('app.example.com', '.*has no scheme'), ('localhost:3000', '.*has no scheme'), ('', '.*is empty'), ('https://a b.example', '.*is empty, or has'),
  ('https://exämple.com', '.*ASCII'), ('https://*.example.com/app', '.*has a path'), ('*.example.com/app', '.*has a path'),
  ('https://*.example.com:443', '.*default port'), ('http://*.example.com:80', '.*default port'),
  ('https://ada:pass@app.example.com', '.*has a user name'), ('https://', '.*has no valid host'), ('https://app.example.com:99999', '.*port'),
  ('https://app.example.com:0', '.*port'), ('javascript://x', '.*never trusted'), ('ftp*://x', '.*matches neither'), ('https:\\app.example.com', '.*is empty, or'),
  ('https://*example.com', '.*within the name of the domain'), ('*example.com:*', '.*within the name'), ('https://app?.example.*-x.com', '.*within the name'), ('https://EX*mple.com.', '.*within the name'),
  ('https://*acme.co.uk:8443', '.*within the name'), ('https://*acme.or.jp', '.*within the name'), ('https://*-acme.any.kobe.jp', '.*within the name'),
  ('*.com', '.*matches sites of anyone below com[.]'), ('https://*.CO.uk', '.*anyone below co.uk[.]'), ('https://?.me.uk', '.*anyone below me.uk'), ('http*://*.or.jp.:*', '.*anyone below or.jp'),
  ('https://app-*.*.vercel.app:*', '.*anyone below vercel.app'), ('https://*.github.io', '.*anyone below github.io'), ('*.*.amazonaws.com', '.*anyone below amazonaws.com'), ('https://*.kobe.jp', '.*anyone below kobe.jp'),
  ('https://*.any.kobe.jp', '.*anyone below any.kobe.jp'), ('https://pre-*.example-?.io', '.*within the name'),
  ('https://1.2.3.4.5', '.*has no valid host'), ('https://app..example.com', '.*has no valid host'), ('http://256.1.1.1:80', '.*has no valid host'),
  ('http://0x7f.1', '.*has no valid host'), ('https://10.0.0.0.:3000', '.*has no valid host'),
  ('https://app.example.*', '.*ends in a wildcard'), ('https://example.com*', '.*ends in a wildcard'), ('https://example.co?:8443', '.*ends in a wildcard'), ('example.*', '.*ends in a wildcard'), ('http://10.*.example*:*', '.*ends in a wildcard')
) as t (origin, problem);
select matches(pg_temp.refused('trusted_origins', t.origins), '^trusted_origins ', t.origins)
from (values ('[7]'), ('[null]'), ('[{"x": 1}]'), ('[{"domain": 7}]'), ('[{"domain": "https://a.example", "x": 1}]'), ('[["https://a.example"]]'), ('["https://a.example", "b"]'), ('[{}]')) as t (origins);
select is(pg_temp.refused('trusted_origins', jsonb_build_array(t.origin)::text), 'accepted', t.origin)
from (values
  ('https://app.example.com'), ('https://app.example.com/'), ('HTTPS://App.Example.com:8443'), ('http://localhost:3000'), ('https://*.example.com'),
  ('*.example.com'), ('https://*app.example.com'), ('https://*.acme.co.uk'), ('https://*.acme.or.jp'), ('https://*.city.kobe.jp'), ('https://app-*-team.vercel.app'), ('https://*.acme.github.io'), ('http://*.lan'), ('https://pr-?.acme.co.uk'), ('http://*-api.localhost:3000'), ('https://web*.internal'), ('https://app.example.com:*'), ('http://10.0.?.*:3000'), ('https://[::1]:3000'), ('myapp://'), ('com.example.app://callback'), ('exp://'), ('http*://a.example'),
  ('https://*'), ('https://app-*-team.example.com'), ('http://[fe80::*]:3000'), ('http://127.0.0.1:3000'), ('https://255.255.255.255'), ('http://10.0.0.1'), ('https://4.example.com')) as t (origin);

-- What Neon writes, and what its API documents.
select is(pg_temp.refused(t.column_name, t.value), 'accepted', t.value)
from (values
  ('email_and_password', '{"enabled":true,"disableSignUp":false,"emailVerificationMethod":"otp","requireEmailVerification":false,"autoSignInAfterVerification":true,"sendVerificationEmailOnSignIn":false,"sendVerificationEmailOnSignUp":false}'),
  ('plugin_configs', '{"organization":{"enabled":true,"config":{"creatorRole":"owner","membershipLimit":100,"organizationLimit":10,"sendInvitationEmail":false}},"magicLink":{"enabled":false,"config":{"expiresIn":5,"disableSignUp":false}},"phoneNumber":{"enabled":false,"config":{"otp_expires_in":300}}}'),
  ('plugin_configs', '{"organization":{"config":{"organizationLimit":1,"allowUserToCreateOrganization":false}},"phoneNumber":{"enabled":false,"config":{"allowed_attempts":3}}}'),
  ('webhook_config', '{"enabled":false,"enabledEvents":[],"timeoutSeconds":5}'), ('webhook_config', null), ('email_and_password', null),
  ('email_provider', '{"type":"shared"}'), ('options', '{}'),
  ('email_provider', '{"type":"standard","host":"mx.example.com","port":587,"username":"app","password":"hush","sender_email":"a@example.com","sender_name":"App"}'),
  ('social_providers', '[{"id":"google","isShared":true},{"id":"github","clientId":"c","clientSecret":"hush"},{"id":"microsoft","clientId":"c","clientSecret":"hush","microsoftTenantId":"t"},{"id":"vercel"}]'),
  ('options', '{"stepUp": {"endpoints": ["/change-email", "/admin/*", "/callback/:id", "/*"]}}'), ('options', '{"stepUp": {"endpoints": "/change-email /two-factor/* /organization/*-role"}}'), ('options', '{"stepUp": {"endpoints": []}}'), ('options', '{}'),
  ('plugin_configs', '{"phoneNumber": {"config": {"countries": "49 +43"}}, "haveIBeenPwned": {"config": {"paths": "/sign-up/email /change-password"}}}'),
  ('plugin_configs', '{"organization": {"config": {"teams": {"enabled": true, "maximumTeams": null, "maximumMembersPerTeam": 3, "defaultTeam": {"enabled": false}}, "dynamicAccessControl": {"enabled": true, "maximumRolesPerOrganization": 5}}}}')
) as t (column_name, value);
select is_empty($$ select * from neon_auth.list_settings() s where s::text like '%hush%' $$, 'masks secrets');

-- One setting at a time.
select is(neon_auth.set('session.cookieCache.enabled', 'true'), 'true', 'sets a boolean');
select is(neon_auth.set('session.cookieCache.maxAge', '60'), '60', 'sets another key of the same object');
select is((select options #> '{session,cookieCache}' from neon_auth.project_config), '{"enabled": true, "maxAge": 60}', 'keeps both');
select is((select cookie_cache_seconds from neon_auth_api.get_config()), 60, 'both apply');
select is(neon_auth.set('options.session.cookieCache.maxAge', null), '300', 'null restores the default');
select is(neon_auth.set('trusted_origins', 'https://a.example, https://b.example'), '["https://a.example", "https://b.example"]', 'sets a list');
select is(neon_auth.set('trusted_origins', '[{"domain": "https://c.example"}]'), '[{"domain": "https://c.example"}]', 'sets a JSON list');
select is(neon_auth.set('allow_localhost', 'off'), 'false', 'sets a column');
select is(neon_auth.set('name', null), current_database()::text, 'restores the name');
select is(neon_auth.set('email_provider.password', 'hush'), '********', 'sets a secret');
select throws_ok($$ select neon_auth.set('email_and_password.minPasswordLength', 'twenty') $$, '23514', 'email_and_password.minPasswordLength must be a whole number from 1 to 1024, not "twenty"', 'rejects an invalid value');
select throws_ok($$ select neon_auth.set('session.cookieCache', '{}') $$, '22023', 'session.cookieCache is a group of settings: set each by its name, such as session.cookieCache.enabled', 'rejects a group of settings');
select throws_ok($$ select neon_auth.set('email_and_password', '{}') $$, '22023', 'email_and_password is a group of settings: set each by its name, such as email_and_password.enabled', 'rejects a column of settings');
select throws_ok($$ select neon_auth.set(null, 'true') $$, '22023', null, 'rejects a null name');
select throws_ok($$ select neon_auth.set('session.cookieCache.enabeld', 'true') $$, '22023', 'session.cookieCache.enabeld is not a setting. Did you mean session.cookieCache.enabled?', 'rejects an unknown name');
select throws_ok($$ select neon_auth.set('qqqqqqqqq', 'true') $$, '22023', 'qqqqqqqqq is not a setting', 'rejects a name that is like none');
select throws_ok($$ select neon_auth.set('minPasswordLength', '20') $$, '22023', 'minPasswordLength is not a setting. Did you mean email_and_password.minPasswordLength?', 'rejects half a name');
select throws_ok($$ select neon_auth.set('social_providers[].id', 'google') $$, '22023', 'social_providers[].id is part of a list: set social_providers, the whole list', 'rejects an entry of a list');
select throws_ok($$ select neon_auth.set(null, null) $$, '22023', null, 'rejects null');
delete from neon_auth.project_config;
select is(neon_auth.set('email_and_password.disableSignUp', 'true'), 'true', 'creates the row');
select is((select sign_up_disabled from neon_auth_internal.config), true, 'the value applies');

-- Problems that an older release accepted are reported, and do not block other changes.
alter table neon_auth.project_config disable trigger check_project_config;
update neon_auth.project_config set email_and_password = '{"disableSignUp": "true", "minPaswordLength": 20}', email_provider = '{"type": "standard", "host": "mx", "port": "25"}';
alter table neon_auth.project_config enable trigger check_project_config;
select set_eq($$ select setting from neon_auth.settings_advice $$, array['email_and_password.disableSignUp', 'email_and_password.minPaswordLength', 'email_provider.port'], 'reports them');
select is(neon_auth.set('email_and_password.minPasswordLength', '10'), '10', 'another setting of the column can change');
select is(neon_auth.set('email_provider.password', 'x'), '********', 'a secret can be set, which the sidecar seals');
select isnt(pg_temp.refused('email_and_password', '{"disableSignUp": "yes"}'), 'accepted', 'rejects new problems');
update neon_auth.project_config set email_and_password = null, email_provider = null;

-- Contradictions are reported.
create function pg_temp.advised(column_name text, value text)
returns text
language plpgsql
as $$
begin
  perform pg_temp.put(column_name, value);
  return (select string_agg(a.setting, ' ' order by a.setting) from neon_auth.settings_advice a);
end
$$;
select is(pg_temp.advised(t.column_name, t.value), t.advised, coalesce(t.value, 'null'))
from (values
  ('plugin_configs', '{"organization": {"config": {"sendInvitationEmail": true}}}', 'plugin_configs.organization.config.sendInvitationEmail'),
  ('email_and_password', '{"sendVerificationEmailOnSignUp": true}', null),
  ('plugin_configs', '{"organization": {"enabled": false, "config": {"teams": {"enabled": true}}}}', 'plugin_configs.organization.enabled'),
  ('plugin_configs', null, null),
  ('email_and_password', '{"requireEmailVerification": true}', 'email_and_password.requireEmailVerification'),
  ('email_and_password', '{"requireEmailVerification": true, "sendVerificationEmailOnSignIn": true}', null),
  ('email_provider', '{"host": "mx.example.com"}', 'email_provider.type'), ('email_provider', null, null),
  ('options', '{"user": {"deleteUser": {"enabled": false, "sendVerification": true}}}', 'user.deleteUser.sendVerification'), ('options', null, null),
  ('webhook_config', '{"enabled": true, "webhookUrl": "https://hook.example.com"}', 'webhook_config.enabledEvents'),
  ('webhook_config', '{"enabled": true, "webhookUrl": "https://hook.example.com", "enabledEvents": ["user.created"]}', null),
  ('webhook_config', '{"enabled": true, "webhookUrl": "https://hook.example.com", "enabledEvents": ["user.created", "organization.invitation.created"]}', 'webhook_config.enabledEvents'),
  ('webhook_config', null, null),
  ('plugin_configs', '{"phoneNumber": {"enabled": true}}', 'plugin_configs.phoneNumber.enabled'),
  ('webhook_config', '{"enabled": true, "webhookUrl": "https://hook.example.com", "enabledEvents": ["send.otp", "phone_number.verified"]}', null),
  ('plugin_configs', null, null),
  ('webhook_config', '{"enabled": false, "webhookUrl": "https://hook.example.com", "enabledEvents": ["organization.invitation.created"]}', null),
  ('webhook_config', null, null),
  ('trusted_origins', '["https://*"]', 'trusted_origins'), ('trusted_origins', '["*.*:*"]', 'trusted_origins'), ('trusted_origins', '["*.example.com"]', null),
  ('social_providers', '[{"id": "google", "clientId": "x"}]', 'social_providers')) as t (column_name, value, advised);

-- Help.
select is_empty($$ select function, purpose from neon_auth.help where purpose !~ '[.…]$' $$, 'each purpose is a sentence');
select is_empty($$ select c.relname from pg_class c where c.relnamespace = 'neon_auth'::regnamespace and c.relname in
  ('audit_horizon', 'unbound_seal', 'write_mark') and obj_description(c.oid, 'pg_class') !~ '^Internal: ' $$, 'internal tables are marked');
select ok(count(*) > 15 and max(length(function)) <= 60 and max(length(purpose)) <= 100, 'is readable') from neon_auth.help;
select is((select function from neon_auth.help where function like 'ban\_user%'), 'ban_user(user_id, [reason], [expires_at])', 'shows optional arguments');

select * from finish();
rollback;
