begin;
select plan(27);

create function pg_temp.version() returns bigint language sql as 'select version from neon_auth.config_version';
create function pg_temp.configured(column_name text, value jsonb)
returns neon_auth_internal.config
language plpgsql
as $$
declare
  c neon_auth_internal.config;
begin
  execute format('update neon_auth.project_config set %I = $1', column_name) using value;
  select * into strict c from neon_auth_internal.config;
  return c;
end
$$;

-- Missing keys, nulls and values of another type use the defaults, because an older release accepted them.
alter table neon_auth.project_config disable trigger check_project_config;
select is((pg_temp.configured('email_and_password', t.value::jsonb)).email_enabled, t.wanted, 'enabled in ' || coalesce(t.value, 'null'))
from (values (null, true), ('{}', true), ('{"enabled": false}', false), ('{"enabled": "false"}', true), ('{"enabled": null}', true)) as t (value, wanted);
select is((pg_temp.configured('email_and_password', t.value::jsonb)).min_password_length, t.wanted, 'length in ' || t.value)
from (values
  ('{"minPasswordLength": 12}', 12), ('{"minPasswordLength": 12.9}', 12), ('{"minPasswordLength": "12"}', 8),
  ('{"minPasswordLength": -1}', 8), ('{"minPasswordLength": 1e99}', 8), ('{"minPasswordLength": []}', 8)) as t (value, wanted);
select is((pg_temp.configured('options', '{"session": {"cookieCache": {"enabled": true, "maxAge": 60}}}')).cookie_cache_seconds, 60, 'reads a nested setting');
select is((pg_temp.configured('options', '{"session": "x"}')).cookie_cache, false, 'ignores a nested setting below a value that is not an object');

update neon_auth.project_config
set trusted_origins = '[{"domain": "https://a.example"}, "https://b.example", {"x": 1}, 7, "has blanks", null]';
select is((select trusted_origins from neon_auth_api.get_config()), 'https://a.example https://b.example', 'accepts origins as objects and as strings, and none with a problem');

select throws_ok($$ update neon_auth.project_config set trusted_origins = '{}' $$, '23514', null, 'rejects origins that are not a list');
select throws_ok($$ update neon_auth.project_config set options = '[]' $$, '23514', null, 'rejects options that are not an object');

select is((select config_version from neon_auth_api.get_config()), neon_auth.branch_identity() || '/' || pg_temp.version(), 'the version contains the branch');
select cmp_ok(pg_temp.version(), '>', 10::bigint, 'each change increases the version');
create temporary table before as select pg_temp.version() as version;
insert into neon_auth.jwks ("publicKey", "privateKey", "createdAt") values ('{}', '', now());
select is(pg_temp.version() - version, 1::bigint, 'a new key increases the version') from before;
update neon_auth.project_config set email_provider = '{"type": "standard", "host": "mail.example.com", "port": 465, "username": "u", "password": "clear", "sender_email": "a@example.com", "sender_name": "A"}';
create temporary table unsealed as select pg_temp.version() as version;
select ok(neon_auth_api.seal_secret(encode(sha256('clear'), 'hex'), 'v1.sealed', ''), 'seals a secret');
select is(pg_temp.version() - version, 0::bigint, 'sealing a secret leaves the version: it is the same setting') from unsealed;
update neon_auth.project_config set name = 'x', updated_at = '2000-01-01';
select is((select updated_at from neon_auth.project_config), now(), 'updated_at changes on every write');

alter table neon_auth.project_config enable trigger check_project_config;
select throws_ok($$ insert into neon_auth.project_config (name, endpoint_id, trusted_origins, social_providers, allow_localhost)
  values ('b', 'b', '[]', '[]', true) $$, '23514', null, 'rejects a second row, which would have no effect');
alter table neon_auth.project_config disable trigger check_project_config;
delete from neon_auth.project_config;
select is((select email_enabled and allow_localhost from neon_auth_internal.config), true, 'without a row, the defaults apply');
select is((select trusted_origins from neon_auth_api.get_config()), '', 'without a row, no origin is trusted');
insert into neon_auth.project_config (name, endpoint_id, trusted_origins, social_providers, allow_localhost, created_at)
values ('b', 'b', '["https://b.example"]', '[]', false, now()), ('a', 'a', '["https://a.example"]', '[]', true, '2000-01-01');
select is((select trusted_origins from neon_auth_api.get_config()), 'https://a.example', 'with two rows, the oldest applies');

select is(neon_auth_api.get_release(), (select release from neon_auth.installation), 'returns the release');

select * from finish();
rollback;
