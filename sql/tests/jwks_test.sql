begin;
select plan(13);

select is_empty($$ select * from neon_auth_api.current_key() $$, 'a new branch has no key');
select is(neon_auth_api.list_public_keys()::text, '{"keys" : []}', 'lists no keys');
select is(neon_auth_api.retire_key(), null, 'has no key to retire');

select is((k.public_key, k.private_key, k.expires_at)::text, '("{""kty"":""OKP""}",sealed,)', 'stores the first key')
from neon_auth_api.add_key('{"kty":"OKP"}', 'sealed') k;
select is(k.private_key, 'sealed', 'keeps the first key when another is added') from neon_auth_api.add_key('{"kty":"OKP","x":"2"}', 'other') k;
select is(neon_auth_api.list_public_keys()::jsonb #> '{keys,0}',
  (select jsonb_build_object('kty', 'OKP', 'kid', id) from neon_auth_api.current_key()), 'shows the id, without the private half');

create temporary table retired as select neon_auth_api.retire_key() as id;
select is_empty($$ select * from neon_auth_api.current_key() $$, 'a retired key does not sign');
select is(jsonb_array_length(neon_auth_api.list_public_keys()::jsonb -> 'keys'), 1, 'a retired key verifies');
select cmp_ok("expiresAt", '>=', now() + interval '15 minutes', 'it verifies longer than any token lives') from neon_auth.jwks;
select isnt((select id from neon_auth_api.add_key('{"kty":"OKP"}', 'next')), id, 'a new key can be added') from retired;

update neon_auth.jwks set "expiresAt" = now(), "createdAt" = now() - interval '1 day' where "expiresAt" is not null;
select is(jsonb_array_length(neon_auth_api.list_public_keys()::jsonb -> 'keys'), 1, 'an expired key does not verify');
select is(
  (select array_agg(k ->> 'state') from json_array_elements(neon_auth_api.list_keys()) k), '{expired,signs}', 'operators see both keys');

update neon_auth.jwks set branch = 'parent';
select is(neon_auth_api.list_public_keys()::jsonb -> 'keys', '[]', 'the parent''s keys are invalid here');

select * from finish();
rollback;
