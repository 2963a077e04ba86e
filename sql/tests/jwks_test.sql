begin;
select plan(13);

select is_empty($$ select * from neon_auth_api.current_key() $$, 'a new branch has no key');
select is(neon_auth_api.list_public_keys()::text, '{"keys" : []}', 'nor shows one');
select is(neon_auth_api.retire_key(), null, 'nor retires one');

select is((k.public_key, k.private_key, k.expires_at)::text, '("{""kty"":""OKP""}",sealed,)', 'the first key is kept')
from neon_auth_api.add_key('{"kty":"OKP"}', 'sealed') k;
select is(k.private_key, 'sealed', 'a second one is not: the answer is the first') from neon_auth_api.add_key('{"kty":"OKP","x":"2"}', 'other') k;
select is(neon_auth_api.list_public_keys()::jsonb #> '{keys,0}',
  (select jsonb_build_object('kty', 'OKP', 'kid', id) from neon_auth_api.current_key()), 'shown with its id, without the private half');

create temporary table retired as select neon_auth_api.retire_key() as id;
select is_empty($$ select * from neon_auth_api.current_key() $$, 'a retired key signs no more');
select is(jsonb_array_length(neon_auth_api.list_public_keys()::jsonb -> 'keys'), 1, 'but verifies');
select cmp_ok("expiresAt", '>=', now() + interval '15 minutes', 'longer than a token lives') from neon_auth.jwks;
select isnt((select id from neon_auth_api.add_key('{"kty":"OKP"}', 'next')), id, 'a next one follows') from retired;

update neon_auth.jwks set "expiresAt" = now(), "createdAt" = now() - interval '1 day' where "expiresAt" is not null;
select is(jsonb_array_length(neon_auth_api.list_public_keys()::jsonb -> 'keys'), 1, 'an expired one verifies no more');
select is(
  (select array_agg(k ->> 'state') from json_array_elements(neon_auth_api.list_keys()) k), '{expired,signs}', 'operators see both');

update neon_auth.jwks set branch = 'parent';
select is(neon_auth_api.list_public_keys()::jsonb -> 'keys', '[]', 'a parent''s keys are not this branch''s');

select * from finish();
rollback;
