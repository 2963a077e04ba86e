begin;
select plan(26);
\ir ../../testdata/people.sql

select is(neon_auth_internal.timestamp_text(t.at::timestamptz), t.wanted, 'timestamp ' || coalesce(t.at, 'null'))
from (values
  ('2025-01-02 03:04:05.6789+00', '2025-01-02T03:04:05.678Z'),
  ('2025-01-02 03:04:05+02', '2025-01-02T01:04:05.000Z'),
  ('0999-12-31 23:59:59.999+00', '0999-12-31T23:59:59.999Z'),
  ('infinity', null),
  (null, null)) as t (at, wanted);

set local timezone = 'America/New_York';
set local datestyle = 'german';
select is(neon_auth_internal.timestamp_text('2025-07-01T00:00:00Z'), '2025-07-01T00:00:00.000Z', 'is independent of the session''s time zone and style');

select is(neon_auth_internal.is_truthy(t.value::jsonb), t.wanted, 'truthy ' || coalesce(t.value, 'absent'))
from (values (null, false), ('null', false), ('false', false), ('0', false), ('""', false), ('-0', false), ('0.0', false),
  ('true', true), ('1', true), ('"0"', true), ('" "', true), ('[]', true), ('{}', true)) as t (value, wanted);

select is(
  (select array_agg(k order by n) from json_object_keys(neon_auth_internal.user_json(u)) with ordinality k (k, n)),
  '{name,email,emailVerified,image,createdAt,updatedAt,role,banned,banReason,banExpires,id}', 'returns a user''s keys, in order')
from neon_auth."user" u where u.name = 'Ada';
select is(
  neon_auth_internal.user_json(u) ->> t.key, t.wanted, 'a user''s ' || t.key)
from neon_auth."user" u, (values ('email', 'ada@example.com'), ('emailVerified', 'true'), ('image', null), ('banExpires', null)) as t (key, wanted)
where u.name = 'Ada';

select is(
  (select array_agg(k order by n) from json_object_keys(neon_auth_internal.session_json(s)) with ordinality k (k, n)),
  '{expiresAt,token,createdAt,updatedAt,ipAddress,userAgent,userId,impersonatedBy,activeOrganizationId,id}', 'returns a session''s keys, in order')
from neon_auth.session s where s.token = 'ada';
select is(neon_auth_internal.session_json(s) ->> 'token', 'ada', 'returns the stored hash as a session''s token')
from neon_auth.session s where s.token = 'ada';

select * from finish();
rollback;
