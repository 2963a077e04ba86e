begin;
select plan(13);

-- RFC 8032, 7.1: tests 1, 2, 3 and SHA(abc).
create temporary table vector (name text, key bytea, message bytea, signature bytea);
insert into vector values
  ('TEST 1',
   '\xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
   '\xe5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'),
  ('TEST 2',
   '\x3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '\x72',
   '\x92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'),
  ('TEST 3',
   '\xfc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', '\xaf82',
   '\x6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'),
  ('TEST SHA(abc)',
   '\xec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf', sha512('abc'),
   '\xdc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704');

select ok(neon_auth_internal.verify_ed25519(v.key, v.message, v.signature), v.name || ', without combs') from vector v;

select neon_auth_internal.build_comb('');
select neon_auth_internal.build_comb(v.key) from vector v;

select ok(neon_auth_internal.verify_ed25519(v.key, v.message, v.signature), v.name || ', with combs') from vector v;

-- Scalars that no attacker chose.
select isnt(
  neon_auth_internal.comb_sum(v.key, sha256('s'), sha256('k')), null, 'all multiples exist') from vector v limit 1;

delete from neon_auth.ed25519_comb m
using vector v
where v.name = 'TEST 1' and m.key = v.key and m.slot = 17 * 256 + get_byte(sha256('k'), 17);

select is(
  neon_auth_internal.comb_sum(v.key, sha256('s'), sha256('k')), null, 'a missing multiple returns null, not zero')
from vector v where v.name = 'TEST 1';

select ok(
  neon_auth_internal.verify_ed25519(v.key, v.message, v.signature), 'verifies slowly when a comb has a gap')
from vector v where v.name = 'TEST 1';

delete from neon_auth.ed25519_comb where key <> '';

select is(
  neon_auth_internal.comb_sum(v.key, sha256('s'), sha256('k')), null, 'a key without a comb returns null, not zero')
from vector v where v.name = 'TEST 1';

select is(
  neon_auth_internal.verify_ed25519(sha256('no point'), 'm', v.signature), false, 'rejects bytes that are not a point')
from vector v where v.name = 'TEST 1';

select * from finish();
rollback;
