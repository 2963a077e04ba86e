begin;
select plan(53);
\ir ../../testdata/people.sql
update neon_auth."user" set role = 'user,admin' where name = 'Eve';

-- Roles are split at commas and not trimmed. A single role must allow all requested permissions.
select is(neon_auth_internal.allows(t.roles, t.wanted::jsonb), t.allowed, concat_ws(' ', t.roles, 'may', t.wanted))
from (values
  ('admin', '{"user": ["ban", "list"], "session": ["revoke"]}', true),
  ('user,admin', '{"user": ["ban"]}', true),
  ('user, admin', '{"user": ["ban"]}', false),
  ('user', '{"user": ["ban"]}', false),
  ('', '{"user": []}', true),
  (null, '{"user": []}', true),
  ('made-up', '{"user": []}', false),
  ('admin', '{"user": ["fly"]}', false),
  ('admin', '{"planet": ["create"]}', false),
  ('admin', '{}', false)) as t (roles, wanted, allowed);
select is(neon_auth_internal.is_admin(t.role), t.wanted, 'is_admin ' || coalesce(t.role, 'null'))
from (values ('admin', true), ('x,admin', true), (' admin', false), ('', false), (null, false)) as t (role, wanted);
select is(neon_auth_internal.role_text(t.role::jsonb), t.wanted, 'role ' || t.role)
from (values ('"a, b"', 'a, b'), ('["a", "b"]', 'a,b'), ('[]', '')) as t (role, wanted);
select throws_ok(format('select neon_auth_internal.role_text(%L)', t.role), 'NA400', 'Invalid role type', 'role ' || t.role)
from (values ('5'), ('[5]'), ('null'), ('{}')) as t (role);
select is(neon_auth_internal.page_number(t.value), t.wanted::bigint, 'page ' || coalesce(t.value, 'null'))
from (values ('10', 10), (' 7 ', 7), ('2.0', 2), ('0', null), ('', null), ('x', null), (null, null), ('-1', -1), ('1.5', -1), ('1e3', 1000), ('1e+2', 100), ('1e-2', -1), ('1e99', -1),
  ('99999999999', 99999999999), ('1E3', 1000), ('1E+2', 100), ('2.50e1', 25), ('.5e1', 5), ('1.5E0', -1), ('1E-2', -1), ('1E999', -1), ('0E7', null), ('1e15', -1), ('e3', null), ('9999999999999999', -1))
  as t (value, wanted);

-- Only the allow-listed columns become part of a statement.
select is(neon_auth_internal.filter_condition('{"filterField": "password", "filterValue": "x"}'), null, 'an unknown column has no filter');
select is(neon_auth_internal.sort_order('{"sortBy": "id; drop"}'), null, 'an unknown column has no sort order');
select is(neon_auth_internal.filter_condition('{"filterField": "createdAt", "filterOperator": "contains", "filterValue": "x"}'), null, 'dates cannot be searched by a part');

-- Only an administrator may call these functions.
select throws_ok($$ select neon_auth_api.set_role('ada', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', '"admin"') $$, 'NA403',
  'You are not allowed to change users role', 'a user cannot become an administrator');
select throws_ok($$ select neon_auth_api.ban_user('eve', '5a14a3a0-0f0e-4c0e-9f0e-000000000003', null, null) $$, 'NA400',
  'You cannot ban yourself', 'an administrator cannot ban themselves');
select is(neon_auth_api.ban_user('eve', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'spam', 60) #>> '{user,banReason}', 'spam', 'ban_user');
select * from finish();
rollback;
