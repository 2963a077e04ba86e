begin;
select plan(71);

insert into neon_auth."user" (id, name, email, "emailVerified", "createdAt", "updatedAt", role) values
  ('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'Ada', 'ada@example.com', true, '2025-01-02 03:04:05.6789+00', '2025-01-02 03:04:05+00', 'admin');
insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
values (encode(sha256('secret'), 'hex'), '5a14a3a0-0f0e-4c0e-9f0e-000000000001', '2100-01-01', now());

-- The signatures that upstream has fixed.
select is(
  (select array_agg(replace(p.proname || '(' || pg_get_function_arguments(p.oid) || ') ' || pg_get_function_result(p.oid), '"', '') order by p.proname)
   from pg_proc p
   where p.pronamespace = 'auth'::regnamespace
     and p.proname in ('uid', 'user_id', 'session', 'jwt', 'organization', 'organization_id', 'init', 'jwt_session_init', 'login')),
  array['init() void', 'jwt() jsonb', 'jwt_session_init(jwt text) void', 'login(session_token text) uuid', 'organization() jsonb',
    'organization_id() uuid', 'session() jsonb', 'uid() uuid', 'user_id() text'],
  'signatures are unchanged');

-- A missing setting, an empty one, and invalid JSON, in each reader. None raises an error.
create function pg_temp.read(claims text)
returns text
language plpgsql
as $$
begin
  if claims is not null then
    perform set_config('request.jwt.claims', claims, true);
  end if;
  return concat_ws(' | ', coalesce(auth.uid()::text, '-'), coalesce(auth.user_id(), '-'), coalesce(auth.session()::text, '-'),
    coalesce(auth.jwt()::text, '-'), coalesce(auth.organization()::text, '-'), coalesce(auth.organization_id()::text, '-'));
end
$$;

select is(pg_temp.read(null), '- | - | null | null | - | -', 'no user is signed in');
select is(pg_temp.read(t.claims), '- | - | null | null | - | -', format('no JSON: %s', left(t.claims, 30)))
from unnest(array['', ' ', 'x', '{', '{"sub"', '{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"',
  '{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001",}', '{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}}',
  '{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"} x', '{"a":"\u0000","sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}',
  '{"a":"\ud800","sub":"x"}', '{"a":"\x","sub":"x"}', '{"a":01,"sub":"x"}', '{"a":1e999999,"sub":"x"}', '{"a":tr ue}',
  '{"a":"' || chr(9) || '"}', '[1 2]', '["a" "b"]', '{"a" 1}', '{1:2}', '[,]', '[1,]', '{"a":1,}', '''a''', 'NaN', '- 1', '+1', '.5', '1.',
  '"\u12"', '"', '""""', 'nulll', 'nullnull', repeat('[', 100) || repeat(']', 100), repeat('[', 30000),
  repeat(' ', 70000) || '{}']) as t (claims);

select is(pg_temp.read('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}'),
  '5a14a3a0-0f0e-4c0e-9f0e-000000000001 | 5a14a3a0-0f0e-4c0e-9f0e-000000000001 | {"sub": "5a14a3a0-0f0e-4c0e-9f0e-000000000001"} | {"sub": "5a14a3a0-0f0e-4c0e-9f0e-000000000001"} | - | -',
  'reads claims as PostgREST writes them');

-- Other valid JSON: its format does not matter. Only top-level values of the right type are used.
select is(split_part(pg_temp.read(t.claims), ' | {', 1), t.wanted, t.claims)
from (
  values
    ('{ "sub" : "5A14a3a0-0f0e-4c0e-9f0e-000000000001" }', '5a14a3a0-0f0e-4c0e-9f0e-000000000001 | 5A14a3a0-0f0e-4c0e-9f0e-000000000001'),
    ('{"sub":"ada"}', '- | ada'),
    ('{"sub":"","x":1}', '- | '),
    ('{"sub":1,"x":"y"}', '- | -'),
    ('{"sub":null,"x":1}', '- | -'),
    ('{"sub":["5a14a3a0-0f0e-4c0e-9f0e-000000000001"],"x":1}', '- | -'),
    ('{"id":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}', '- | -'),
    ('{"o":{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}}', '- | -'),
    ('{"o":{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"},"sub":"ada"}', '- | ada'),
    ('{"name":"\"sub\":\"5a14a3a0-0f0e-4c0e-9f0e-000000000001\"","sub":"ada"}', '- | ada'),
    ('{"sub":"ada","sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}',
      '5a14a3a0-0f0e-4c0e-9f0e-000000000001 | 5a14a3a0-0f0e-4c0e-9f0e-000000000001'),
    ('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001","name":"\ud83d\ude00 é \/ \t","a":[1,-2.5e3,[],{},{"b":[true,false,null]}]}',
      '5a14a3a0-0f0e-4c0e-9f0e-000000000001 | 5a14a3a0-0f0e-4c0e-9f0e-000000000001'),
    ('{"sub":"5a14a3a00f0e4c0e9f0e000000000001"}', '- | 5a14a3a00f0e4c0e9f0e000000000001')
) t (claims, wanted);

select is(pg_temp.read('[1, "a"]'), '- | - | [1, "a"] | [1, "a"] | - | -', 'claims that are not an object');
select is(pg_temp.read('{"o":{"id":"5a14a3a0-0f0e-4c0e-9f0e-000000000009","role":"owner"}}'),
  '- | - | {"o": {"id": "5a14a3a0-0f0e-4c0e-9f0e-000000000009", "role": "owner"}} | {"o": {"id": "5a14a3a0-0f0e-4c0e-9f0e-000000000009", "role": "owner"}} | {"id": "5a14a3a0-0f0e-4c0e-9f0e-000000000009", "role": "owner"} | 5a14a3a0-0f0e-4c0e-9f0e-000000000009',
  'reads an organization');
select is(split_part(pg_temp.read('{"o":"acme"}'), ' | ', 5), '-', 'an organization that is not an object');
select is(split_part(pg_temp.read('{"o":{"id":"acme"}}'), ' | ', 6), '-', 'an organization whose id is not a uuid');

-- A verified context hides these claims.
select is(auth.login('secret'), '5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid, 'login returns the user');
select is(auth.uid(), '5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid, 'the user is signed in');
select is(auth.organization(), null, 'ignores the organization from request.jwt.claims');
select is(auth.session() - 'iat', jsonb_build_object(
  'name', 'Ada', 'email', 'ada@example.com', 'emailVerified', true, 'image', null, 'createdAt', '2025-01-02T03:04:05.678Z',
  'updatedAt', '2025-01-02T03:04:05.000Z', 'role', 'authenticated', 'banned', null, 'banReason', null, 'banExpires', null,
  'id', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'sub', '5a14a3a0-0f0e-4c0e-9f0e-000000000001',
  'amr', '[]'::jsonb, 'aal', 'aal1', 'exp', extract(epoch from timestamptz '2100-01-01')::bigint), 'has the claims of a token');
select is(
  (select array_agg(k) from neon_auth."user" u, json_object_keys(neon_auth_internal.token_claims(u)) k),
  '{name,email,emailVerified,image,createdAt,updatedAt,role,banned,banReason,banExpires,id,sub}', 'in the reference''s order');
select is(auth.login(null), null, 'login returns null without a token');
select is(auth.uid(), null, 'a failed login signs the user out and does not fall back to request.jwt.claims while the context exists')
from set_config('request.jwt.claims', '', true);
select lives_ok('select auth.init()', 'init exists');
select throws_ok($$ select auth.jwt_session_init('x') $$, '28000', 'Invalid token', 'rejects an invalid token');
select throws_ok($$ select auth.jwt_session_init(null) $$, '28000', 'Invalid token', 'rejects null');

-- Rights and properties of the functions.
select is_empty(
  $$ select p.proname from pg_proc p
     where p.pronamespace = 'auth'::regnamespace and p.prosecdef <> (p.proname in (
       'login', 'jwt_session_init', 'verified_claims', 'organization_ids'))
     union all
     select p.proname from pg_proc p
     where p.pronamespace = 'auth'::regnamespace
       and p.proconfig is distinct from case when p.prosecdef then array['search_path=pg_catalog, pg_temp'] end $$,
  'four functions are security definer with a pinned search_path; functions that are inlined have no SET clause');
select is_empty(
  $$ select p.proname from pg_proc p
     where p.pronamespace = 'auth'::regnamespace
       and has_function_privilege('anonymous', p.oid, 'execute') = (p.proname = 'context_seal') $$,
  'everyone may call them, except context_seal');

create table public.note (id int, user_id uuid, owner text, "Writer" uuid);
create index on public.note (user_id);
create policy indexed on public.note using (user_id = auth.uid());
create policy wrapped on public.note using (owner = (select auth.user_id()) and "Writer" = (select auth.uid()));
create policy bare on public.note using (owner = auth.user_id());
create policy bare_check on public.note for insert with check (auth.uid() = "Writer");
create policy bare_cast on public.note using (auth.user_id() = id::text);
create policy bare_claim on public.note using (auth.jwt() ->> 'role' = 'authenticated');
-- What the select computes does not matter, if it reads no row.
create policy once on public.note using ("Writer" = (select (auth.jwt() ->> 'sub')::uuid) and owner = (select coalesce(auth.user_id(), ')')));
create policy once_both on public.note using ((select auth.uid() is not null and auth.aal() = 'aal2') and user_id in (select auth.uid()));
create policy once_nested on public.note using ((select coalesce((select auth.user_id()), 'it''s ( SELECT ')) = owner);
create policy once_fresh on public.note using ((select auth.require_fresh(make_interval(mins => 10)) and auth.aal() = 'aal2'));
create policy row_read on public.note using ((select auth.user_id() = note.owner));
create policy rows_read on public.note using (exists (select from pg_class c where c.relname = auth.user_id() and c.relowner = (select (auth.jwt() ->> 'n')::oid)));
create policy text_only on public.note using (owner = '( SELECT auth.user_id())' or auth.user_id() is null);
create policy other on public.note using (owner = current_user);
create policy org on public.note using (auth.has_permission("Writer", 'member:read') or auth.is_member(user_id));
create policy org_check on public.note for insert with check (auth.is_member("Writer"));

select results_eq(
  $$ select policy::text collate "default", advice from neon_auth.policy_advice where "table" = 'note' order by 1 $$,
  $$ values
    ('bare', 'write (select auth.user_id()): bare, it runs in every row, and no index begins with owner'),
    ('bare_cast', 'write (select auth.user_id()): bare, it runs in every row, and no index begins with id'),
    ('bare_check', 'write (select auth.uid()): bare, it runs in every row, and no index begins with "Writer"'),
    ('bare_claim', 'write (select auth.jwt()): bare, it runs in every row'),
    ('org', 'index "Writer": without, auth.has_permission asks the membership in every row'),
    ('row_read', 'write (select auth.user_id()): bare, it runs in every row'),
    ('rows_read', 'write (select auth.user_id()): bare, it runs in every row'),
    ('text_only', 'write (select auth.user_id()): bare, it runs in every row') $$,
  'lists advice for policies that need it');
set local search_path = auth, public;
select is((select count(*) from neon_auth.policy_advice where "table" = 'note'), 8::bigint, 'does so with any search_path');

select * from finish();
rollback;
