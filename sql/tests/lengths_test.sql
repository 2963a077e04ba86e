begin;
select plan(8);

-- Every text that others than the database's owner and the sidecar can write has a limit, or is listed here with
-- the reason why it needs none.
create view pg_temp.bounded_otherwise as
select * from (values
  ('audit_%', '%', 'made of values that are bounded, and shortened'),
  ('%', 'branch', 'computed'), ('%', 'state', 'one of a list'), ('%', 'kind', 'one of a list'), ('%', 'type', 'one of a list'),
  ('user', 'phoneNumber', 'E.164'), ('jwks', '%', 'the sidecar''s'), ('branch_%', '%', 'the installer''s'), ('context_secret', '%', 'computed'),
  ('installation', '%', 'the installer''s'), ('project_config', '%', 'the database owner''s'), ('import%', '%', 'the importer''s'),
  ('%seal%', '%', 'hashes'), ('task_lock', 'name', 'the sidecar''s'), ('claimed_name', 'name', 'one of a list and an address'),
  ('user_count', 'role', 'of the user'), ('verified_token', '%', 'jwt_session_init refuses long tokens'),
  ('write_mark', '%', 'one of a list, and hashes'), ('sign_up_rule', 'action', 'one of a list'), ('ed25519_comb', '%', 'computed'),
  ('schema_version', '%', 'the installer''s')
) as v (relation, name, reason);

select is(
  (select string_agg(format('%s.%s', c.relname, a.attname), ', ' order by c.relname, a.attname)
   from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relnamespace = 'neon_auth'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     and a.atttypid in ('text'::regtype, 'jsonb'::regtype, 'json'::regtype, 'bytea'::regtype, 'text[]'::regtype, 'jsonb[]'::regtype)
     and not exists (
       select from pg_constraint k
       where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)
         and pg_get_constraintdef(k.oid) ~ 'octet_length|length\(|= ANY')
     and not exists (select from pg_temp.bounded_otherwise o where c.relname like o.relation and a.attname like o.name)),
  null, 'every text that a client can write has a limit');
select is(
  (select string_agg(k.conname, ', ') from pg_constraint k where k.connamespace = 'neon_auth'::regnamespace and not k.convalidated),
  null, 'the constraints are valid for new installations');

prepare long_name as insert into neon_auth."user" (name, email, "emailVerified") values (repeat('x', 8193), 'a@example.com', true);
select throws_ok('long_name', '23514', null, 'rejects a name that is too long');
prepare rule as insert into neon_auth.sign_up_rule (action, email) values ('deny', '*a*a*a*a*a*@example.com');
select throws_ok('rule', '23514', null, 'rejects a rule with many wildcards');
select lives_ok($$ insert into neon_auth.sign_up_rule (action, email) values ('deny', '*@*.example.com') $$, 'accepts a rule with few wildcards');
select throws_ok($$ select neon_auth_internal.check_pattern('searchValue', '%a%a%a%a%a') $$, 'NA400', '[query.searchValue] Too many wildcards', 'rejects a search with many wildcards');
select lives_ok($$ select neon_auth_internal.check_pattern('searchValue', '%a_b%') $$, 'accepts a search with few wildcards');
select is(neon_auth_internal.one_line(E'Acme\r\nBcc:\teve ' || repeat('x', 500)), 'Acme Bcc: eve ' || repeat('x', 105) || '…', 'a name in a mail is one short line');

select * from finish();
rollback;
