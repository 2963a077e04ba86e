-- A key does what it may, in its branch, while it is valid; a copy of the key of another branch opens nothing.
begin;
select plan(36);

create function pg_temp.put(name text, fields jsonb default '{}') returns bytea language plpgsql as $$
begin
  perform neon_auth_management.put_key(jsonb_build_object(
    'id', gen_random_uuid(), 'name', name, 'hash', sha256(convert_to(name, 'UTF8')), 'start', left(name, 8)) || fields);
  return sha256(convert_to(name, 'UTF8'));
end
$$;

select pg_temp.put('all'), pg_temp.put('reads', '{"read_only": true}'), pg_temp.put('expired', '{"expires_at": "2020-01-01"}'),
  pg_temp.put('revoked', '{"revoked_at": "2020-01-01"}'), pg_temp.put('other', '{"branch": "br-a-b-c"}'),
  pg_temp.put('own', jsonb_build_object('branch', neon_auth_management.branch_id()));

create function pg_temp.problem(name text, need text, branch text default neon_auth_management.branch_id()) returns text language sql as $$
  select neon_auth_management.key_problem(
    (select k from neon_auth_management.key k where k.hash = sha256(convert_to(problem.name, 'UTF8'))), need, branch)
$$;

select is(pg_temp.problem('all', 'write'), null, 'a key writes');
select is(pg_temp.problem('reads', 'read'), null, 'a read-only key reads');
select is(pg_temp.problem('reads', 'write'), 'KEY_READ_ONLY', 'a read-only key does not write');
select is(pg_temp.problem('reads', 'nonsense'), 'KEY_READ_ONLY', 'an unknown need counts as writing');
select is(pg_temp.problem('reads', null), 'KEY_READ_ONLY', 'no need counts as writing');
select is(pg_temp.problem('expired', 'read'), 'KEY_EXPIRED', 'an expired key reads nothing');
select is(pg_temp.problem('revoked', 'read'), 'KEY_REVOKED', 'a revoked key reads nothing');
select is(pg_temp.problem('other', 'read'), 'KEY_OTHER_BRANCH', 'a key for another branch reads nothing here');
select is(pg_temp.problem('own', 'write'), null, 'a key for this branch writes here');
select is(pg_temp.problem('own', 'read', null), null, 'a key for a branch reads about the project');
select is(pg_temp.problem('own', 'write', null), 'KEY_NOT_PROJECT', 'a key for a branch does not change the project');
select is(pg_temp.problem('none', 'read'), 'KEY_UNKNOWN', 'a key that does not exist reads nothing');
select is(pg_temp.problem(null, 'read'), 'KEY_UNKNOWN', 'neither does no key');

select pg_temp.put('elsewhere', '{"project": "neonauth-0123456789abcdef"}');
select is(pg_temp.problem('elsewhere', 'read'), 'KEY_OTHER_PROJECT', 'a copy on another server does not accept the original''s keys');
update neon_auth_management.key set project = null where name = 'elsewhere';
select is(pg_temp.problem('elsewhere', 'read'), 'KEY_OTHER_PROJECT', 'a key of no project is not accepted');

select throws_ok($$ select neon_auth_api.manage_get_auth(null, '') $$, 'NA401');
select throws_ok($$ select neon_auth_api.manage_create_user(sha256('reads'), 'ada@example.com', '') $$, 'NA403');
select is((neon_auth_management.use_key(sha256('none'), '', 'read', '', '')).status, 401, 'use_key returns what is wrong');
select matches(neon_auth_management.branch_id(), '^br-[a-z0-9]+-[a-z0-9]+-[a-z0-9]+$', 'Neon''s programs recognize a branch id');
select matches(neon_auth_management.project_id(), '^[a-z0-9-]{1,60}$', 'and a project id');

-- A revocation that a copy of the row does not know stays.
select neon_auth_management.put_key((select to_jsonb(k) - 'revoked_at' from neon_auth_management.key k where k.name = 'revoked'));
select is(pg_temp.problem('revoked', 'read'), 'KEY_REVOKED', 'copying a key does not undo its revocation');

-- With a thousand branches: the id in a request is computed for every database once, not each time.
set local track_functions = 'all';
create function pg_temp.computed(branch text, key text default 'all') returns bigint language plpgsql as $$
declare
  before bigint := coalesce(pg_stat_get_xact_function_calls('neon_auth_management.branch_id(oid, text)'::regprocedure), 0);
begin
  perform from neon_auth_management.use_key(sha256(convert_to(key, 'UTF8')), '', 'read', '', branch);
  return coalesce(pg_stat_get_xact_function_calls('neon_auth_management.branch_id(oid, text)'::regprocedure), 0) - before;
end
$$;
select is(pg_temp.computed('br-0-0-0', 'none'), 0::bigint, 'a wrong key has no id computed');
select cmp_ok(pg_temp.computed('br-0-0-0'), '>', 2::bigint, 'an unknown id is compared with those of all databases');
select pg_temp.computed(neon_auth_management.branch_id());
select is(pg_temp.computed(neon_auth_management.branch_id()), 0::bigint, 'the next one computes none');
create function pg_temp.searches() returns bigint language sql as
$$ select coalesce(pg_stat_get_xact_function_calls('neon_auth_management.find_database(text)'::regprocedure), 0) $$;
create temporary table searched as select pg_temp.searches() as before;
select is((neon_auth_management.use_key(sha256('all'), '', 'read', '', 'br-0-0-1')).status, 404, 'an unknown id');
select is(pg_temp.searches() - s.before, 1::bigint, 'is searched for once, not for each database') from searched s;
insert into neon_auth_management.branch_place values ('postgres:0:1', 1, 'br-1-1-1'), (neon_auth_management.place() || ':1', 1, 'br-1-1-2');
select is((neon_auth_management.use_key(sha256('all'), '', 'read', '', 'br-1-1-2')).status, 404, 'an id of a database that was dropped is unknown');

-- A branch that was reset keeps its id, and only that one.
create temporary table before as select neon_auth_management.branch_id() as id;
select neon_auth_management.keep_branch_id('br-00000001-00000002-00000003');
select is(neon_auth_management.branch_id(), 'br-00000001-00000002-00000003', 'a branch that was reset keeps its id');
select is((neon_auth_management.use_key(sha256('all'), '', 'read', '', 'br-00000001-00000002-00000003')).database, current_database()::text, 'it is found by it');
select is((neon_auth_management.use_key(sha256('all'), '', 'read', '', (select id from before))).status, 404, 'and by no other');
select isnt(neon_auth_management.branch_id(d.oid), 'br-00000001-00000002-00000003', 'another database does not get it') from pg_database d where d.datname = 'template0';

-- A copy of the home database leaves alone what the home database was making.
create function pg_temp.unfinished() returns text language sql as $$
  select coalesce((select string_agg(t ->> 'temporary', ' ') from neon_auth_management.take_unfinished_branches() t), '') || ','
    || coalesce((select string_agg(name, ' ') from neon_auth_management.list_expired_branches() where leftover), '')
$$;
select lives_ok($$ select neon_auth_management.begin_branch('shop', current_database(), 'template1', null, false, '{}', false, 1) $$, 'registers a branch');
update neon_auth_management.branch set created_at = now() - interval '2 days';
select is(pg_temp.unfinished(), 'template1,template1', 'the home database finishes a branch, or removes what is left of it');
update neon_auth_management.branch set home = null;
select is(pg_temp.unfinished(), 'template1,template1', 'and one of an earlier release');
update neon_auth_management.branch set home = replace(neon_auth_management.fingerprint(), ':', ':1');
select is(pg_temp.unfinished(), ',', 'a copy does neither');
select is((select count(*) from neon_auth_management.branch), 0::bigint, 'and forgets it');

select * from finish();
