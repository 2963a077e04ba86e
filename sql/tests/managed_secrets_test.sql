begin;
select plan(113);

select neon_auth_management.put_key(jsonb_build_object('id', gen_random_uuid(), 'name', 'test', 'hash', sha256('k'), 'start', 'nak_k',
  'project', neon_auth_management.project_id()));

-- store calls a function that stores a secret the way the sidecar does: it seals it for the context it is told.
create function pg_temp.store(call text, fields jsonb, id text default null)
returns jsonb
language plpgsql
as $$
declare
  step   neon_auth_api.sealing_row;
  fixed  text := format('%L::bytea, %s%L::jsonb', sha256('k'), coalesce(quote_literal(id) || ', ', ''), fields);
begin
  execute format('select * from neon_auth_api.%s(%s)', call, fixed) into step;
  if step.context <> '' then
    execute format('select * from neon_auth_api.%s(%s, %L, %L, %L)', call, fixed, 'v1.sealed.' || md5(step.context || step.saved), step.context, step.saved) into step;
  end if;
  return step.body;
end
$$;
create function pg_temp.refused(call text, fields jsonb, id text default null)
returns text
language plpgsql
as $$
begin
  perform pg_temp.store(call, fields, id);
  return 'accepted';
exception when sqlstate 'NA400' or check_violation or sqlstate 'NA409' or sqlstate 'NA404' then
  return sqlerrm;
end
$$;

-- The mail server.
select is(pg_temp.store('manage_change_mail_server', '{"type": "standard", "host": "mx.example.com", "port": 587, "username": "u", "password": "********",
  "sender_email": "no-reply@example.com", "sender_name": "Acme"}'), '{"type": "standard", "host": "mx.example.com", "port": 587, "username": "u", "password": "",
  "sender_email": "no-reply@example.com", "sender_name": "Acme"}', 'a standard server is saved and answered without its password');
select is(neon_auth_api.manage_get_mail_server(sha256('k')) ->> 'password', '', 'nor is it in a later answer');
select is((select email_provider ->> 'password' from neon_auth.project_config),
  (select 'v1.sealed.' || md5(neon_auth_internal.secret_context('mail', email_provider)) from neon_auth.project_config), 'it is stored sealed for this server');
select matches(pg_temp.refused('manage_change_mail_server', t.fields), t.problem, t.fields::text)
from (values
  ('[]'::jsonb, 'must be a JSON object'), ('{}', '^type must be standard or shared$'), ('{"type": null}', '^type must be'),
  ('{"type": "own"}', '^type must be'), ('{"sender_name": "x"}', '^type must be'),
  ('{"type": "standard", "port": "587"}', '^port must be a whole number from 1 to 65535, not "587"$'),
  ('{"type": "standard", "port": 0}', '^port must be'), ('{"type": "standard", "port": 65536}', '^port must be'),
  ('{"type": "standard", "port": null}', '^port must be'), ('{"type": "standard", "host": ""}', '^host must be text of 1 to 253'),
  ('{"type": "standard", "host": "smtp://mx.example.com"}', 'host must be a host name'),
  ('{"type": "standard", "sender_email": "Acme"}', 'sender_email must be an address'), ('{"type": "standard", "sender_email": ""}', '^sender_email must be'),
  ('{"type": "standard", "password": 1}', '^password must be text of 0 to 4096 characters$'),
  ('{"type": "standard", "password": null}', '^password must be text'),
  ('{"type": "standard", "sender": "x@example.com"}', '^"sender" is not a field here'),
  ('{"type": "standard", "host": "evil.example.net"}', '^password is missing: the saved one was given for mx.example.com$'),
  ('{"type": "standard", "host": "evil.example.net", "password": ""}', '^password is missing'),
  ('{"type": "shared", "host": "mx.example.com"}', '^"host" is not a field here'), ('{"type": "shared", "password": "x"}', '^"password" is not a field here')
) as t (fields, problem);
select is(neon_auth_api.manage_get_mail_server(sha256('k')) ->> 'host', 'mx.example.com', 'refusals change nothing');
select is((pg_temp.store('manage_change_mail_server', '{"type": "standard", "sender_name": "New"}')), '{"type": "standard", "host": "mx.example.com", "port": 587,
  "username": "u", "password": "", "sender_email": "no-reply@example.com", "sender_name": "New"}', 'fields that are left out keep their values');
select is((select email_provider ->> 'password' from neon_auth.project_config),
  (select 'v1.sealed.' || md5(neon_auth_internal.secret_context('mail', email_provider)) from neon_auth.project_config), 'the password, too');
create temp table before as select email_provider ->> 'password' as password from neon_auth.project_config;
select is(pg_temp.store('manage_change_mail_server', '{"type": "standard", "port": 465, "password": ""}') ->> 'port', '465', 'the port, with the empty password that GET answers');
select is((select email_provider ->> 'password' from neon_auth.project_config),
  (select 'v1.sealed.' || md5(neon_auth_internal.secret_context('mail', email_provider) || b.password) from neon_auth.project_config, before b), 'keeps the password, sealed again');
select is((select body from neon_auth_api.manage_change_mail_server(sha256('k'), '{"type": "standard", "port": 587}', 'v1.x', 'another context', '')), null, 'a secret sealed for another context is not stored');
select is((select body from neon_auth_api.manage_change_mail_server(sha256('k'), '{"type": "standard", "port": 587}', 'v1.x',
  (select neon_auth_internal.secret_context('mail', email_provider || '{"port": 587}') from neon_auth.project_config), 'v1.changed since')), null, 'nor one that replaces a password saved since');
select is(pg_temp.store('manage_change_mail_server', '{"type": "standard", "username": "", "password": ""}') ->> 'username', '', 'a server without login');
select is(pg_temp.store('manage_change_mail_server', '{"type": "standard", "host": "mx2.example.com", "password": "*"}') ->> 'host', 'mx2.example.com', 'another host with its password');
select is(pg_temp.store('manage_change_mail_server', '{"type": "shared"}'), '{"type": "shared"}', 'back to the shared server');
select is((select email_provider from neon_auth.project_config), '{"type": "shared"}', 'nothing of the other one stays');
select matches(pg_temp.refused('manage_change_mail_server', t.fields), t.problem, 'incomplete: ' || t.fields::text)
from (values
  ('{"type": "standard"}'::jsonb, '^host is missing'), ('{"type": "standard", "sender_name": "x"}', '^host is missing'),
  ('{"type": "standard", "host": "mx.example.com", "port": 25, "username": "u", "sender_email": "a@example.com", "sender_name": "A"}', '^password is missing'),
  ('{"type": "standard", "host": "mx.example.com", "port": 25, "username": "u", "password": "", "sender_email": "a@example.com", "sender_name": "A"}', '^password is missing'),
  ('{"type": "standard", "host": "mx.example.com", "port": 25, "username": "u", "password": "*", "sender_name": "A"}', '^sender_email is missing'),
  ('{"type": "standard", "host": "mx.example.com", "port": 25, "username": "u", "password": "*", "sender_email": "a@example.com"}', '^sender_name is missing'),
  ('{"type": "standard", "host": "mx.example.com", "username": "u", "password": "*", "sender_email": "a@example.com", "sender_name": "A"}', '^port is missing')
) as t (fields, problem);
select is((select email_provider from neon_auth.project_config), '{"type": "shared"}', 'and changes nothing');
select is(pg_temp.store('manage_change_mail_server', '{"type": "shared", "sender_name": "Acme"}'), '{"type": "shared", "sender_name": "Acme"}', 'the shared server with a sender');
update neon_auth.project_config set email_provider = '{"type": "standard", "host": "by-hand.example.com", "password": "clear"}';
select is(neon_auth_api.manage_get_mail_server(sha256('k')), '{"type": "standard", "host": "by-hand.example.com", "port": 587, "username": "", "password": "", "sender_email": "", "sender_name": ""}', 'a row that SQL wrote');

-- Test mails.
select is((select (host, port, username, password, sender_email)::text from neon_auth_api.manage_test_mail(sha256('k'), '{"recipient_email": "ada@example.com"}', true)),
  '(by-hand.example.com,587,"",clear,"")', 'a test uses the saved server');
update neon_auth.project_config set email_provider = null;
select throws_ok($$ select neon_auth_api.manage_test_mail(sha256('k'), '{"recipient_email": "ada@example.com"}', true) $$, 'NA400',
  'There is no saved mail server to test: the type of email_provider is shared. Save a standard one first', 'a missing server is refused');
update neon_auth.project_config set email_provider = '{"type": "shared", "host": "mx.example.com"}';
select throws_ok($$ select neon_auth_api.manage_test_mail(sha256('k'), '{"recipient_email": "ada@example.com"}', true) $$, 'NA400', null, 'a shared one, too');
select is((select (host, port, username, sender_name)::text from neon_auth_api.manage_test_mail(sha256('k'), '{"recipient_email": "ada@example.com", "host": "mx.example.com", "port": 25, "username": "u",
  "password": "***", "sender_email": "a@example.com", "sender_name": "A"}', false)), '(mx.example.com,25,u,A)', 'a server in the request');
select throws_matching(format('select neon_auth_api.manage_test_mail(%L, %L, %L)', sha256('k'), t.body, t.saved), t.problem, t.body)
from (values
  ('[]', true, 'must be a JSON object'), ('{}', true, '^recipient_email must be'), ('{"recipient_email": null}', true, '^recipient_email must be'),
  ('{"recipient_email": "ada"}', true, '^recipient_email must be'), ('{"recipient_email": ["ada@example.com"]}', false, '^recipient_email must be'),
  ('{"recipient_email": "ada@example.com", "host": "mx.example.com"}', true, 'only field'),
  ('{"recipient_email": "ada@example.com"}', false, '^host is missing'),
  ('{"recipient_email": "ada@example.com", "host": "mx.example.com", "port": 25, "username": "u", "password": "*", "sender_email": "a@example.com"}', false, '^sender_name is missing'),
  ('{"recipient_email": "ada@example.com", "type": "standard"}', false, '^"type" is not a field here'),
  ('{"recipient_email": "ada@example.com", "host": "mx.example.com", "port": 25, "username": "u", "password": "*", "sender_email": "x", "sender_name": ""}', false, 'sender_email must be an address')
) as t (body, saved, problem);
do $$ begin for i in 1 .. 18 loop perform neon_auth_api.manage_test_mail(sha256('k'), '{"recipient_email": "ada@example.com", "host": "mx.example.com", "port": 25, "username": "u", "password": "*",
  "sender_email": "a@example.com", "sender_name": ""}', false); end loop; end $$;
select throws_ok($$ select neon_auth_api.manage_test_mail(sha256('k'), '{"recipient_email": "ada@example.com", "host": "mx.example.com", "port": 25, "username": "u", "password": "*",
  "sender_email": "a@example.com", "sender_name": ""}', false) $$, 'NA429', null, 'test mails are limited by recipient');

-- OAuth providers.
update neon_auth.project_config set social_providers = '[{"id": "google", "isShared": true}]';
select is(pg_temp.store('manage_add_provider', '{"id": "github", "client_id": "c", "client_secret": "***"}'), '{"id": "github", "type": "standard", "client_id": "c"}', 'a provider is added');
select is((select social_providers -> 1 from neon_auth.project_config), (select jsonb_build_object('id', 'github', 'clientId', 'c', 'clientSecret',
  'v1.sealed.' || md5(neon_auth_internal.secret_context('provider', social_providers -> 1))) from neon_auth.project_config), 'its secret is stored sealed for it');
select is(neon_auth_api.manage_list_providers(sha256('k')), '{"providers": [{"id": "google", "type": "shared"}, {"id": "github", "type": "standard", "client_id": "c"}]}', 'no secret is listed');
select matches(pg_temp.refused('manage_add_provider', t.fields), t.problem, t.fields::text)
from (values
  ('{"id": "vercel"}'::jsonb, '^This provider has no shared credentials'), ('{"id": "microsoft", "microsoft_tenant_id": "t"}', '^This provider has no shared credentials'),
  ('{"id": "github", "client_id": "d", "client_secret": "*"}', 'already exists'), ('{"id": "github"}', 'already exists'),
  ('{"id": "vercel", "client_id": "c"}', '^client_secret is missing$'), ('{"id": "vercel", "client_secret": "c"}', '^client_id is missing$'),
  ('{"id": "google", "client_id": "c"}', '^client_secret is missing$'),
  ('{"id": "vercel", "client_id": "", "client_secret": "c"}', '^client_id must be text of 1 to 1024'), ('{"id": "vercel", "client_id": 1, "client_secret": "c"}', '^client_id must be'),
  ('{"id": "vercel", "client_id": null, "client_secret": "c"}', '^client_id must be'), ('{"id": "vercel", "client_id": "c", "client_secret": 7}', '^client_secret must be text of 1 to 4096 characters$'),
  ('{"id": "vercel", "client_id": "c", "client_secret": "c", "clientId": "c"}', '^"clientId" is not a field here'),
  ('{"id": "gitlab", "client_id": "c", "client_secret": "c"}', '^id must be google, github, microsoft or vercel, not "gitlab"'), ('{"id": 1}', '^id must be'), ('{}', '^id must be'), ('[]', 'JSON object')
) as t (fields, problem);
select is(pg_temp.store('manage_add_provider', '{"id": "google"}'), '{"id": "google", "type": "shared"}', 'google has shared credentials');
select is(pg_temp.store('manage_add_provider', '{"id": "google", "client_id": "g", "client_secret": "***"}') ->> 'type', 'standard', 'and can get its own');
select is((select social_providers -> 0 ? 'isShared' from neon_auth.project_config), false, 'which are not shared then');
select is(pg_temp.store('manage_change_provider', '{"client_id": "d"}', 'github'), '{"id": "github", "type": "standard", "client_id": "d"}', 'the client id alone is changed');
select matches((select social_providers #>> '{1,clientSecret}' from neon_auth.project_config), '^v1[.]sealed', 'the secret stays, sealed again');
create temp table github as select social_providers -> 1 as entry from neon_auth.project_config;
select is(pg_temp.store('manage_change_provider', '{}', 'github') ->> 'client_id', 'd', 'nothing to change');
select is((select social_providers -> 1 from neon_auth.project_config), (select entry from github), 'changes nothing');
select is(pg_temp.store('manage_change_provider', '{"client_secret": "**"}', 'github') ->> 'client_id', 'd', 'the secret alone');
select isnt((select social_providers -> 1 from neon_auth.project_config), (select entry from github), 'is changed');
select is(pg_temp.store('manage_add_provider', '{"id": "microsoft", "client_id": "m", "client_secret": "*", "microsoft_tenant_id": "acme"}'), '{"id": "microsoft", "type": "standard", "client_id": "m"}', 'microsoft');
select is((select social_providers #>> '{2,microsoftTenantId}' from neon_auth.project_config), 'acme', 'with its tenant');
select matches(pg_temp.refused('manage_change_provider', '{"microsoft_tenant_id": "a/b"}', 'microsoft'), '^microsoft_tenant_id must be a tenant', 'which cannot change the address');
select is(pg_temp.store('manage_change_provider', '{"microsoft_tenant_id": ""}', 'microsoft') ->> 'id', 'microsoft', 'and may be left blank');
select matches(neon_auth_internal.oauth_provider('microsoft') ->> 'authorizationUrl', '/common/', 'for users of all tenants');
select is(pg_temp.store('manage_change_provider', '{"microsoft_tenant_id": "other"}', 'github') ->> 'id', 'github', 'a tenant has no effect elsewhere');
select is((select social_providers -> 1 ? 'microsoftTenantId' from neon_auth.project_config), false, 'and is not stored');
select matches(pg_temp.refused('manage_change_provider', '{"client_id": "v"}', 'vercel'), '^There is no OAuth provider with this id$', 'a provider that is not there');
select matches(pg_temp.refused('manage_change_provider', '{"id": "vercel"}', 'github'), '^"id" is not a field here', 'the id cannot be changed');
select lives_ok($$ select neon_auth_api.manage_remove_provider(sha256('k'), 'github') $$, 'a provider is removed');
select is((select jsonb_path_query_array(social_providers, '$[*].id') from neon_auth.project_config), '["google", "microsoft"]', 'and its secret');
select throws_ok($$ select neon_auth_api.manage_remove_provider(sha256('k'), 'github') $$, 'NA404', null, 'once');


-- A row that an older release accepted.
set local session_replication_role = replica;
update neon_auth.project_config set social_providers = '[7, null, {"clientId": "c"}, {"id": "github", "clientId": "c", "clientSecret": 7}, {"id": "google", "isShared": true}]',
  trusted_origins = '["https://a.example.com", 7, null, {"domain": 7}, {"domain": "https://b.example.com"}]',
  email_provider = '{"type": "standard", "host": 7, "port": "x", "password": ["clear"]}', plugin_configs = '{"magicLink": 7, "organization": {"config": {"organizationLimit": "x"}}}';
set local session_replication_role = origin;
select is(neon_auth_api.manage_list_providers(sha256('k')), '{"providers": [{"id": "github", "type": "standard", "client_id": "c"}, {"id": "google", "type": "shared"}]}', 'what has no effect is not listed');
select is(jsonb_path_query_array(neon_auth_api.manage_list_domains(sha256('k')), '$.domains[*].domain'), '["https://a.example.com", "https://b.example.com"]', 'nor are domains that are none');
select is(neon_auth_api.manage_get_plugins(sha256('k')) #>> '{organization,organization_limit}', '10', 'wrong values are the defaults');
select is(neon_auth_api.manage_get_mail_server(sha256('k')), '{"type": "standard", "host": "", "port": 587, "username": "", "password": "", "sender_email": "", "sender_name": ""}', 'of the mail server, too');
select is(neon_auth_api.manage_change_settings(sha256('k'), 'magic_link', '{"enabled": true}', false) ->> 'enabled', 'true', 'other settings can be changed');
select is(pg_temp.store('manage_change_mail_server', '{"type": "standard", "host": "mx.example.com", "port": 25, "username": "u", "password": "*", "sender_email": "a@example.com", "sender_name": "A"}') ->> 'port', '25', 'and wrong ones mended');
select is(pg_temp.store('manage_change_provider', '{"client_secret": "*"}', 'github') ->> 'client_id', 'c', 'of a provider');
select lives_ok($$ select neon_auth_api.manage_remove_provider(sha256('k'), 'google') $$, 'and a provider removed');
select lives_ok($$ select neon_auth_api.manage_add_domain(sha256('k'), '{"domain": "https://c.example.com", "auth_provider": "better_auth"}') $$, 'a domain added');
select lives_ok($$ select neon_auth_api.manage_remove_domains(sha256('k'), '{"auth_provider": "better_auth", "domains": [{"domain": "https://a.example.com"}]}') $$, 'and one removed');
delete from neon_auth.project_config;
select is(neon_auth_api.manage_get_settings(sha256('k'), 'email_and_password') ->> 'enabled', 'true', 'without a row, the defaults are answered');
select is(neon_auth_api.manage_get_mail_server(sha256('k')), '{"type": "shared"}', 'the shared mail server');
select is(neon_auth_api.manage_list_domains(sha256('k')), '{"domains": []}', 'no domain');
select is(neon_auth_api.manage_change_settings(sha256('k'), 'allow_localhost', '{"allow_localhost": false}', false), '{"allow_localhost": false}', 'and the row is made');

select * from finish();
rollback;
