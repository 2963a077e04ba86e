begin;
select plan(65);
\ir ../../testdata/people.sql

-- An address is unique in any spelling.
select is(neon_auth_internal.normalize_email(t.email), t.wanted, t.email)
from (values ('ADA@Example.COM', 'ada@example.com'), ('ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ada@example.com'), ('ﬁ@x.com', 'fi@x.com'),
  ('İ@x.com', 'İ@x.com')) as t (email, wanted);
select throws_ok(
  format('insert into neon_auth."user" (name, email, "emailVerified") values (%L, %L, true)', 'x', t.email),
  '23505', null, 'a second ' || t.email)
from (values ('ada@example.com'), ('ADA@example.com'), ('ａｄａ@example.com')) as t (email);
select throws_ok(
  $$ update neon_auth."user" set email = 'BOB@example.com' where name = 'Ada' $$, '23505', null, 'rejects a taken address in an update');
select throws_ok(
  $$ select neon_auth_internal.insert_user('x', 'Ada@Example.com', null, false, 'user') $$, 'NA422', 'User already exists. Use another email.', 'fails with the failure''s name');
select is((u.email, u.banned, u.role)::text, '(carl@example.com,f,user)', 'stores the normal form')
from neon_auth_internal.insert_user('Carl', 'CARL@example.com', null, false, 'user') u;

-- updatedAt changes on every write, including raw SQL.
create temporary table tables as select unnest(array['user', 'session', 'account', 'verification']) as name;
do $$
declare
  one text;
begin
  for one in select name from tables loop
    execute format('update neon_auth.%I set "updatedAt" = %L', one, '2000-01-01');
  end loop;
end
$$;
select is((select min("updatedAt") from neon_auth."user"), now(), 'user');
select is((select min("updatedAt") from neon_auth.session), now(), 'session');
select is((select min("updatedAt") from neon_auth.account), now(), 'account');
select is((select min("updatedAt") from neon_auth.verification), now(), 'verification');

-- is_banned
update neon_auth."user" set banned = t.banned, "banExpires" = now() + t.until
from (values ('Ada', null, null), ('Bob', true, interval '1 hour'), ('Eve', true, interval '-1 hour'), ('Carl', true, null)) as t (name, banned, until)
where "user".name = t.name;
select is((select string_agg(u.name, ',' order by u.name) from neon_auth."user" u where neon_auth_internal.is_banned(u)), 'Bob,Carl', 'reports current bans');

-- update_user
select is(neon_auth_api.update_user('ada', '{"name": "Ada L.", "image": "i.png", "nonsense": 1}')::text, '{"status" : true}', 'sets name and image');
select is((name, image, email)::text, '("Ada L.",i.png,ada@example.com)', 'stores them') from neon_auth."user" where id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001';
select lives_ok($$ select neon_auth_api.update_user('ada', '{"image": null}') $$, 'unsets the image');
select is((name, image)::text, '("Ada L.",)', 'keeps the name') from neon_auth."user" where id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001';
select throws_ok(format('select neon_auth_api.update_user(%L, %L)', 'ada', t.fields), t.code, t.message, t.fields)
from (values
  ('{}', 'NA400', 'No fields to update'),
  ('{"x": 1}', 'NA400', 'No fields to update'),
  ('{"name": null}', 'NA400', 'Invalid value'),
  ('{"name": "x", "email": "x@example.com"}', 'NA400', 'Email can not be updated'),
  ('{"name": "x", "role": "admin"}', 'NA400', 'role is not allowed to be set'),
  ('{"name": "x", "banned": true}', 'NA400', 'banned is not allowed to be set'),
  ('{"name": "x", "banExpires": "1"}', 'NA400', 'banExpires is not allowed to be set')) as t (fields, code, message);
select throws_ok($$ select neon_auth_api.update_user('bob', '{"name": "x"}') $$, 'NA401', '', 'rejects a banned user');
-- Fields of plugins are unknown ones while those are off.
select is(neon_auth_api.update_user('ada', jsonb_build_object('name', 'Ada L.', t.field, true))::text, '{"status" : true}', t.field || ' is unknown')
from (values ('twoFactorEnabled'), ('isAnonymous'), ('phoneNumberVerified')) as t (field);
update neon_auth.project_config set plugin_configs = '{"twoFactor": {"enabled": true}, "anonymous": {"enabled": true}, "phoneNumber": {"enabled": true}}';
select throws_ok(format('select neon_auth_api.update_user(%L, %L)', 'ada', jsonb_build_object('name', 'x', t.field, true)), 'NA400', t.field || ' is not allowed to be set', t.field)
from (values ('twoFactorEnabled'), ('isAnonymous'), ('phoneNumberVerified')) as t (field);
select is(neon_auth_api.update_user('ada', jsonb_build_object('name', 'Ada L.', t.field, false))::text, '{"status" : true}', t.field || ' may be false')
from (values ('twoFactorEnabled'), ('isAnonymous'), ('phoneNumberVerified')) as t (field);
update neon_auth.project_config set plugin_configs = '{}';
select is((name, role, banned, email)::text, '("Ada L.",user,,ada@example.com)', 'changes nothing else')
from neon_auth."user" where id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001';

-- Valid addresses are those of the reference, also for raw SQL.
create temporary table address as
select * from (values ('a@b', false), ('a@b.c', false), ('a@b.co', true), ('a..b@example.com', false), ('.a@example.com', false), ('a.@example.com', false),
  ('a@-example.com', false), ('ä@example.com', false), ('a@exämple.com', false), ('"a b"@example.com', false), ('o''neil@example.com', true),
  ('a@example.com ', false), ('a@@example.com', false), ('a@127.0.0.1', false), ('a b@example.com', false), ('jürgen@example.com', false),
  ('x@intranet', false), ('', false), (null, false), (E'a@example.com\nb@example.com', false), (repeat('a', 320) || '@example.com', false),
  ('a+b_c-d@sub.example.co', true), ('ＡＤＡ.x@example.com', true)) as a (email, valid);
select is(neon_auth_internal.is_email(a.email), a.valid, coalesce(a.email, 'null')) from address a;
create function pg_temp.error_of(statement text, email text) returns text language plpgsql as $$
begin
  execute statement using email;
  return 'none';
exception when others then
  return sqlstate;
end
$$;
select is(string_agg(distinct pg_temp.error_of($$ insert into neon_auth."user" (name, email, "emailVerified") values ('x', $1, false) $$, a.email), ' '), '23514', 'rejects an insert by SQL')
from address a where not a.valid and a.email is not null;
select is(string_agg(distinct pg_temp.error_of($$ update neon_auth."user" set email = $1 where name = 'Bob' $$, a.email), ' '), '23514', 'rejects an update by SQL')
from address a where not a.valid and a.email is not null;
select is(string_agg(distinct pg_temp.error_of($$ select neon_auth.create_user($1) $$, a.email), ' '), 'NA400', 'rejects create_user') from address a where not a.valid;
select i.* from neon_auth.import_users('better-auth', (
  select jsonb_agg(jsonb_build_object('id', md5(coalesce(a.email, '-')), 'email', a.email)) from address a where not a.valid)) i;
select is(string_agg(distinct s.reason, '; ' order by s.reason), 'internationalised address, which cannot sign in; malformed address; no address', 'an import reports them')
from neon_auth.import_skipped s;
alter table neon_auth."user" disable trigger keep_email;
update neon_auth."user" set email = 'jürgen@example.com' where name = 'Bob';
alter table neon_auth."user" enable trigger keep_email;
select lives_ok($$ update neon_auth."user" set name = name, email = email where name = 'Bob' $$, 'an existing user with such an address can be changed');

select * from finish();
rollback;
