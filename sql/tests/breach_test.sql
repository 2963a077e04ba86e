begin;
select plan(26);

select is(encode(neon_auth_internal.sha1(convert_to(t.message, 'UTF8')), 'hex'), t.hash, length(t.message) || ' characters')
from (values
  ('', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'), ('abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'), ('password', '5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8'),
  ('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '84983e441c3bd26ebaae4aa1f95129e5e54670f1'),
  (repeat('a', 55), 'c1c8bbdc22796e28c0e15163d20899b65621d65a'), (repeat('a', 63), '03f09f5b158a7a8cdad920bddc29b81c18a551f5'), (repeat('a', 64), '0098ba824b5c16427bd7a1122a5a442a25ec644d'),
  (repeat('a', 1000), '291e9a6c66994949b57ba5e650361e98fc36b1ba')) as t (message, hash);
select is(neon_auth_internal.sha1(null), null, 'null');

-- add_breached_passwords, is_breached: password is 5baa61e4c9b93…
select is(neon_auth.is_breached('password'), false, 'none is known at first');
select lives_ok($$ select neon_auth.add_breached_passwords('{375462}', array['\x1e4c9b93'::bytea]) $$, 'adds one');
select is(neon_auth.is_breached('password'), true, 'which is known then');
select is(neon_auth.is_breached(t.word), false, coalesce(t.word, 'null') || ' is not known') from (values ('Password'), ('password '), (''), (null)) as t (word);
select is(neon_auth.is_breached('ｐａｓｓｗｏｒｄ'), true, 'a form that is stored as the same password is known');
select neon_auth.add_breached_passwords('{375462, 0}', array['\x00000001ffffffff1e4c9b9300000001'::bytea, '\x00000000']);
select is((select string_agg(prefix || ' ' || encode(suffixes, 'hex'), ', ' order by prefix) from neon_auth.breached_password),
  '0 00000000, 375462 000000011e4c9b93ffffffff', 'keeps each once, in order');
select is(neon_auth.is_breached('password'), true, 'and knows it still');
select is((select count(*) from neon_auth_api.list_breached_passwords('{375462, 1}')), 1::bigint, 'a range has all that begin alike');
select throws_ok(t.statement, '23514', null, t.statement)
from (values
  ($$ select neon_auth.add_breached_passwords('{1}', array['\x00'::bytea]) $$), ($$ select neon_auth.add_breached_passwords('{1048576}', array['\x00000000'::bytea]) $$),
  ($$ select neon_auth.add_breached_passwords('{-1}', array['\x00000000'::bytea]) $$)) as t (statement);

-- Without a list, the setting has no effect, and settings_advice says so.
update neon_auth.project_config set plugin_configs = '{"haveIBeenPwned": {"enabled": true, "config": {"paths": ["/sign-up/email"]}}}';
select is_empty($$ select * from neon_auth.settings_advice where setting like '%haveIBeenPwned%' $$, 'a list is there');
select neon_auth.clear_breached_passwords();
select isnt_empty($$ select * from neon_auth.settings_advice where setting like '%haveIBeenPwned%' $$, 'no list is there');
select is(neon_auth.is_breached('password'), false, 'clear removes all');

select * from finish();
rollback;
