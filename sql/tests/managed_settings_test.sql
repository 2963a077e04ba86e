begin;
select plan(147);

select neon_auth_management.put_key(jsonb_build_object('id', gen_random_uuid(), 'name', 'test', 'hash', sha256('k'), 'start', 'nak_k',
  'project', neon_auth_management.project_id()));

create function pg_temp.refused(call text)
returns text
language plpgsql
as $$
begin
  execute 'select ' || call;
  return 'accepted';
exception when sqlstate 'NA400' or check_violation or sqlstate 'NA409' or sqlstate 'NA404' then
  return sqlerrm;
end
$$;
create function pg_temp.setting(name text)
returns text
language sql
as $$ select s.value from neon_auth.settings s where s.name = setting.name $$;

-- A fresh project answers the defaults.
select is(neon_auth_api.manage_get_plugins(sha256('k')), '{
  "organization": {"enabled": true, "organization_limit": 10, "membership_limit": 100, "creator_role": "owner", "send_invitation_email": false},
  "magic_link": {"enabled": false, "expires_in": 5, "disable_sign_up": false},
  "phone_number": {"enabled": false, "otp_expires_in": 300},
  "email_provider": {"type": "shared"},
  "email_and_password": {"enabled": true, "email_verification_method": "otp", "require_email_verification": false,
    "auto_sign_in_after_verification": true, "send_verification_email_on_sign_up": false,
    "send_verification_email_on_sign_in": false, "disable_sign_up": false},
  "oauth_providers": [{"id": "google", "type": "shared"}],
  "allow_localhost": true}', 'the defaults');
select is(neon_auth_api.manage_get_settings(sha256('k'), 'webhooks'), '{"enabled": false, "enabled_events": [], "timeout_seconds": 5}', 'of the webhook, too');
select is((select count(*) from neon_auth_internal.managed_setting m left join neon_auth_internal.known_setting s on s.name = m.setting where s.name is null), 0::bigint, 'every managed setting is a known setting');

-- Each field: what a PATCH answers is what GET answers, and the row that SQL sees.
create temp table changed as
select t.*, neon_auth_api.manage_change_settings(sha256('k'), t.g, jsonb_build_object(t.field, t.value) || t.others, t.g = 'webhooks') as answer
from (values
  ('config', 'name', '"Acme"'::jsonb, '{}'::jsonb), ('allow_localhost', 'allow_localhost', 'false', '{}'),
  ('email_and_password', 'enabled', 'false', '{}'), ('email_and_password', 'email_verification_method', '"link"', '{}'),
  ('email_and_password', 'require_email_verification', 'true', '{}'), ('email_and_password', 'auto_sign_in_after_verification', 'false', '{}'),
  ('email_and_password', 'send_verification_email_on_sign_up', 'true', '{}'), ('email_and_password', 'send_verification_email_on_sign_in', 'true', '{}'),
  ('email_and_password', 'disable_sign_up', 'true', '{}'), ('organization', 'enabled', 'false', '{}'),
  ('organization', 'organization_limit', '3', '{}'), ('organization', 'membership_limit', '1', '{}'),
  ('organization', 'creator_role', '"admin"', '{}'), ('organization', 'send_invitation_email', 'true', '{}'),
  ('magic_link', 'enabled', 'true', '{}'), ('magic_link', 'expires_in', '1440', '{}'), ('magic_link', 'disable_sign_up', 'true', '{}'),
  ('phone_number', 'enabled', 'true', '{}'), ('phone_number', 'otp_expires_in', '60', '{}'),
  ('webhooks', 'enabled', 'true', '{"webhook_url": "https://hooks.example.com/a"}'),
  ('webhooks', 'webhook_url', '"https://hooks.example.com/b"', '{"enabled": true}'),
  ('webhooks', 'enabled_events', '["send.otp", "user.created"]', '{"enabled": false}'),
  ('webhooks', 'timeout_seconds', '10', '{"enabled": false, "enabled_events": ["send.otp", "user.created"], "webhook_url": "https://hooks.example.com/b"}')
) as t (g, field, value, others);
select is(c.answer -> c.field, c.value, c.g || '.' || c.field || ' is answered as it was set') from changed c;
select is(neon_auth_api.manage_get_settings(sha256('k'), c.g) -> c.field, c.value, c.g || '.' || c.field || ' keeps its value while others change')
from changed c where (c.g, c.field) <> ('webhooks', 'enabled');
select is(pg_temp.setting(m.setting), c.value #>> '{}', m.setting || ' is what SQL sees')
from changed c join neon_auth_internal.managed_setting m on (m.group_name, m.field) = (c.g, c.field)
where (c.g, c.field) <> ('webhooks', 'enabled');
select is_empty($$
  select m.group_name, m.field from neon_auth_internal.managed_setting m
  where m.group_name !~ ' ' and not exists (select from changed c where (c.g, c.field) = (m.group_name, m.field)) $$, 'every field is tried');

-- SQL has the same effect.
select neon_auth.set('plugin_configs.magicLink.config.expiresIn', '7');
select is(neon_auth_api.manage_get_settings(sha256('k'), 'magic_link') ->> 'expires_in', '7', 'a change by SQL is answered');
update neon_auth.project_config set plugin_configs = null, email_and_password = null, webhook_config = null;
select is(neon_auth_api.manage_get_settings(sha256('k'), 'magic_link') ->> 'expires_in', '5', 'a missing column is its defaults');
select is(neon_auth_api.manage_change_settings(sha256('k'), 'magic_link', '{"expires_in": 60.0}', false) ->> 'expires_in', '60', 'and can be changed');
select is((select plugin_configs from neon_auth.project_config), '{"magicLink": {"config": {"expiresIn": 60}}}', 'in the form that SQL uses');
select is(neon_auth_api.manage_change_settings(sha256('k'), 'email_and_password', '{}', false) ->> 'enabled', 'true', 'nothing to change is answered');
select is((select email_and_password from neon_auth.project_config), null, 'and changes nothing');
update neon_auth.project_config set email_and_password = '{"minPasswordLength": 12, "enabled": false}';
select is(neon_auth_api.manage_change_settings(sha256('k'), 'email_and_password', '{"disable_sign_up": true}', false) ->> 'enabled', 'false', 'other keys stay');
select is((select email_and_password from neon_auth.project_config), '{"minPasswordLength": 12, "enabled": false, "disableSignUp": true}', 'also those the API does not know');

-- PUT replaces.
select lives_ok($$ select neon_auth_api.manage_change_settings(sha256('k'), 'webhooks',
  '{"enabled": true, "webhook_url": "https://hooks.example.com", "enabled_events": ["send.otp"], "timeout_seconds": 9}', true) $$, 'a whole webhook');
select is(neon_auth_api.manage_change_settings(sha256('k'), 'webhooks', '{"enabled": false}', true),
  '{"enabled": false, "enabled_events": [], "timeout_seconds": 5}', 'what is left out gets its default');

-- Refusals name the field, and change nothing.
create temp table stored as select to_jsonb(c) as config from neon_auth.project_config c;
select matches(pg_temp.refused(format('neon_auth_api.manage_change_settings(%L, %L, %L, %L)', sha256('k'), t.g, t.fields, t.g = 'webhooks')), t.problem, t.g || ' ' || t.fields)
from (values
  ('email_and_password', '{"enabled": "true"}', '^enabled must be true or false, not "true"$'),
  ('email_and_password', '{"enabled": null}', '^enabled must be true or false, not null$'),
  ('email_and_password', '{"enabled": 1}', '^enabled must be true or false, not 1$'),
  ('email_and_password', '{"email_verification_method": "code"}', '^email_verification_method must be otp or link'),
  ('email_and_password', '{"disableSignUp": true}', '^"disableSignUp" is not a field here'),
  ('email_and_password', '{"min_password_length": 8}', '^"min_password_length" is not a field here'),
  ('email_and_password', '{"": 8}', '^"" is not a field here'),
  ('email_and_password', '[]', '^The body must be a JSON object$'),
  ('email_and_password', 'null', '^The body must be a JSON object$'),
  ('email_and_password', '"x"', '^The body must be a JSON object$'),
  ('allow_localhost', '{}', '^allow_localhost is missing$'),
  ('allow_localhost', '{"allow_localhost": "false"}', '^allow_localhost must be'),
  ('allow_localhost', '{"allow_localhost": [true]}', '^allow_localhost must be'),
  ('organization', '{"organization_limit": 0}', '^organization_limit must be a whole number from 1, not 0$'),
  ('organization', '{"organization_limit": 1.5}', '^organization_limit must be'),
  ('organization', '{"organization_limit": 3000000000}', '^organization_limit must be'),
  ('organization', '{"membership_limit": 0}', '^membership_limit must be'),
  ('organization', '{"membership_limit": "9"}', '^membership_limit must be'),
  ('organization', '{"creator_role": "member"}', '^creator_role must be owner or admin'),
  ('organization', '{"creator_role": null}', '^creator_role must be owner or admin, not null$'),
  ('organization', '{"teams": {"enabled": true}}', '^"teams" is not a field here'),
  ('magic_link', '{"expires_in": 4}', '^expires_in must be a whole number from 5 to 1440, not 4$'),
  ('magic_link', '{"expires_in": 1441}', '^expires_in must be a whole number from 5 to 1440'),
  ('magic_link', '{"enabled": true, "expires_in": null}', '^expires_in must be a whole number from 5 to 1440, not null$'),
  ('phone_number', '{"otp_expires_in": 59}', '^otp_expires_in must be a whole number from 60 to 600'),
  ('phone_number', '{"otp_expires_in": 601}', '^otp_expires_in must be a whole number from 60 to 600'),
  ('webhooks', '{}', '^enabled is missing$'),
  ('webhooks', '{"enabled": true}', '^webhook_url is missing'),
  ('webhooks', '{"enabled": true, "webhook_url": null}', '^webhook_url must be text'),
  ('webhooks', '{"enabled": true, "webhook_url": "http://hooks.example.com"}', '^webhook_url must be an address like https'),
  ('webhooks', '{"enabled": true, "webhook_url": "https://10.0.0.1/"}', '^webhook_url has a private address'),
  ('webhooks', '{"enabled": true, "webhook_url": "https://localhost/"}', '^webhook_url must have a public host name'),
  ('webhooks', '{"enabled": false, "webhook_url": ""}', '^webhook_url must be'),
  ('webhooks', '{"enabled": false, "timeout_seconds": 11}', '^timeout_seconds must be a whole number from 1 to 10'),
  ('webhooks', '{"enabled": false, "timeout_seconds": 0}', '^timeout_seconds must be a whole number from 1 to 10'),
  ('webhooks', '{"enabled": false, "enabled_events": ["user.deleted"]}', '^enabled_events must be an array of '),
  ('webhooks', '{"enabled": false, "enabled_events": "send.otp"}', '^enabled_events must be an array of '),
  ('config', '{"name": ""}', '^name must be text of 1 to 256 characters'),
  ('config', '{"name": " "}', '^name is blank'),
  ('config', '{}', '^name is missing$')
) as t (g, fields, problem);
select is((select to_jsonb(c) from neon_auth.project_config c), (select config from stored), 'refused requests change nothing');

-- Domains stay letter by letter.
select is(pg_temp.refused(format('neon_auth_api.manage_add_domain(%L, %L)', sha256('k'), jsonb_build_object('domain', d, 'auth_provider', 'better_auth'))), 'accepted', d)
from unnest('{https://App.example.com/,https://app.example.com,https://*.example.com,myapp://,https://app.example.com}'::text[]) d;
select is((neon_auth_api.manage_list_domains(sha256('k')) -> 'domains'), '[
  {"domain": "https://App.example.com/", "auth_provider": "better_auth"}, {"domain": "https://app.example.com", "auth_provider": "better_auth"},
  {"domain": "https://*.example.com", "auth_provider": "better_auth"}, {"domain": "myapp://", "auth_provider": "better_auth"}]',
  'as they were added, each once');
update neon_auth.project_config set trusted_origins = trusted_origins || '["https://by-hand.example.com"]';
select is(neon_auth_api.manage_list_domains(sha256('k')) #>> '{domains,4,domain}', 'https://by-hand.example.com', 'text that SQL wrote is listed');
select is(pg_temp.refused(format('neon_auth_api.manage_remove_domains(%L, %L)', sha256('k'),
  '{"auth_provider": "better_auth", "domains": [{"domain": "https://by-hand.example.com"}, {"domain": "https://app.example.com"}, {"domain": "HTTPS://*.example.com"}, {"domain": "https://absent.example.com"}]}')),
  'accepted', 'also if some are absent');
select is((select trusted_origins from neon_auth.project_config), '[{"domain": "https://App.example.com/"}, {"domain": "https://*.example.com"}, {"domain": "myapp://"}]',
  'only the same letters are removed');
select matches(pg_temp.refused(format('neon_auth_api.%s(%L, %L)', t.call, sha256('k'), t.body)), t.problem, t.call || ' ' || t.body)
from (values
  ('manage_add_domain', '{"domain": "app.example.com", "auth_provider": "better_auth"}', '^domain has no scheme'),
  ('manage_add_domain', '{"domain": "javascript://x", "auth_provider": "better_auth"}', '^domain has a scheme that is never trusted'),
  ('manage_add_domain', '{"domain": "", "auth_provider": "better_auth"}', '^domain must be text'),
  ('manage_add_domain', '{"domain": null, "auth_provider": "better_auth"}', '^domain must be text'),
  ('manage_add_domain', '{"domain": {"domain": "https://a.example.com"}, "auth_provider": "better_auth"}', '^domain must be text'),
  ('manage_add_domain', '{"domain": "https://a.example.com"}', '^auth_provider is missing'),
  ('manage_add_domain', '{"auth_provider": "better_auth"}', '^domain is missing'),
  ('manage_add_domain', '{"domain": "https://a.example.com", "auth_provider": "okta"}', '^auth_provider must be'),
  ('manage_add_domain', '{"domain": "https://a.example.com", "auth_provider": "better_auth", "x": 1}', '^"x" is not a field here'),
  ('manage_add_domain', '[]', 'must be a JSON object'),
  ('manage_remove_domains', '{"auth_provider": "better_auth"}', '^domains is missing'),
  ('manage_remove_domains', '{"auth_provider": "better_auth", "domains": "https://a.example.com"}', '^domains must be'),
  ('manage_remove_domains', '{"auth_provider": "better_auth", "domains": ["https://a.example.com"]}', '^domains must be'),
  ('manage_remove_domains', '{"auth_provider": "better_auth", "domains": [{}]}', '^domains must be'),
  ('manage_remove_domains', '{"auth_provider": "better_auth", "domains": [{"domain": null}]}', '^domains must be')
) as t (call, body, problem);
select is((select trusted_origins from neon_auth.project_config), '[{"domain": "https://App.example.com/"}, {"domain": "https://*.example.com"}, {"domain": "myapp://"}]', 'refusals change nothing');

select * from finish();
rollback;
