begin;
select plan(57);
\ir ../../testdata/people.sql

select is(neon_auth_internal.decode_base64url(t.value), t.wanted::bytea, 'base64url ' || t.value)
from (values ('', ''), ('AA', '\x00'), ('-_8', '\xfbff'), ('AAAA', '\x000000'), ('A', null), ('AAAAA', null)) as t (value, wanted);

select is(neon_auth_internal.parse_object(t.bytes), t.wanted::jsonb, 'object ' || encode(t.bytes, 'escape'))
from (values
  ('{"a": 1}'::bytea, '{"a": 1}'), ('{}', '{}'), ('[]', null), ('"a"', null), ('null', null), ('', null), ('{', null),
  ('{"a": 1, "a": 1}', null), ('{"a": 1, "\\u0061": 1}', null), ('{"a": "\\u0000"}', null), ('\xff', null)) as t (bytes, wanted);

select is(neon_auth_internal.seconds_claim(t.claims::jsonb, 'exp'), t.wanted, 'seconds ' || t.claims)
from (values
  ('{"exp": 1700000000}', 1700000000::bigint), ('{"exp": 0}', 0), ('{}', null), ('{"exp": "1700000000"}', null), ('{"exp": 1.5}', null),
  ('{"exp": -1}', null), ('{"exp": 1e99}', null), ('{"exp": 999999999999}', null), ('{"exp": null}', null)) as t (claims, wanted);

-- Valid claims, and each of them changed to an invalid value. now is whole seconds of the clock.
create function pg_temp.counts(change jsonb, without text default '') returns boolean
language sql
as $$
  select neon_auth_internal.are_claims_valid(
    (jsonb_build_object('iat', s.now, 'exp', s.now + 900, 'sub', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'role', 'authenticated',
      'iss', 'http://localhost', 'aud', 'http://localhost') || (
        select coalesce(jsonb_object_agg(c.key, case when c.value ? 'in' then to_jsonb(s.now + (c.value ->> 'in')::bigint) else c.value end), '{}')
        from jsonb_each(change) c)) - without)
  from (select extract(epoch from clock_timestamp())::bigint) as s (now)
$$;
select is(pg_temp.counts(t.change::jsonb, t.without), t.wanted, concat_ws(' without ', t.change, nullif(t.without, '')))
from (values
  ('{}', '', true),
  ('{"exp": {"in": -1}}', '', false),
  ('{"exp": {"in": 86300}}', '', true),
  ('{"exp": {"in": 86500}}', '', false),
  ('{"exp": "x"}', '', false),
  ('{}', 'exp', false),
  ('{"iat": {"in": 50}}', '', true),
  ('{"iat": {"in": 70}}', '', false),
  ('{}', 'iat', false),
  ('{"nbf": {"in": 50}}', '', true),
  ('{"nbf": {"in": 70}}', '', false),
  ('{"nbf": "x"}', '', false),
  ('{"aud": "http://elsewhere"}', '', false),
  ('{"aud": ["http://localhost"]}', '', false),
  ('{"iss": 1, "aud": 1}', '', false),
  ('{}', 'iss', false),
  ('{"sub": "ada"}', '', false),
  ('{"sub": 1}', '', false),
  ('{}', 'sub', false),
  ('{"role": "anonymous"}', 'sub', true),
  ('{"role": "anonymous"}', '', true),
  ('{"role": "anonymous", "sub": "ada"}', '', false),
  ('{"role": "service"}', '', false),
  ('{}', 'role', false)) as t (change, without, wanted);

select is(neon_auth_internal.token_claims(u)::jsonb -> 'role', '"authenticated"', 'tokens have the Data API''s role')
from neon_auth."user" u where u.name = 'Eve';
select is((c ->> 'sub', c ->> 'sub' = c ->> 'id')::text, '(5a14a3a0-0f0e-4c0e-9f0e-000000000003,t)', 'tokens have sub and id')
from neon_auth."user" u, neon_auth_internal.token_claims(u) c where u.name = 'Eve';

update neon_auth.jwks set "publicKey" = jsonb_build_object('kty', 'OKP', 'crv', 'Ed25519', 'x', repeat('A', 43))::text;
create function pg_temp.key() returns integer language sql
as $$ select length(neon_auth_internal.signing_key('4e350000-0000-4000-8000-000000000001')) $$;
select is(pg_temp.key(), 32, 'finds a key by its id');
select is(neon_auth_internal.signing_key('nobody''s'), null, 'returns null for an unknown id');
update neon_auth.jwks set "expiresAt" = now() - interval '1 second';
select is(pg_temp.key(), null, 'returns null for an expired key');
update neon_auth.jwks set "expiresAt" = null, branch = 'ep-parent';
select is(pg_temp.key(), null, 'returns null for a key of the parent');
update neon_auth.jwks set branch = neon_auth.branch_identity(), "publicKey" = replace("publicKey", 'Ed25519', 'P-256');
select is(pg_temp.key(), null, 'returns null for a key of another curve');

select * from finish();
rollback;
