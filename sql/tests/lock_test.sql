begin;
select plan(9);

-- Any login can take an advisory lock, and pg_locks shows which are used, so nothing that is installed waits for one. The
-- creation of a branch that goes on is known by its lock, of a login that installs (TestInterruptedCopies).
select is_empty(
  $$ select p.oid::regprocedure from pg_proc p
    where p.pronamespace::regnamespace::text in ('neon_auth', 'neon_auth_internal', 'neon_auth_api', 'neon_auth_management', 'auth')
      and p.oid <> 'neon_auth_management.take_unfinished_branches()'::regprocedure
      and (p.prosrc ~* 'advisory' or pg_get_function_arguments(p.oid) ~* 'advisory') $$, 'no function depends on the advisory locks of any login');
select is_empty(
  $$ select c.oid::regclass from pg_class c
    where c.relnamespace::regnamespace::text in ('neon_auth', 'neon_auth_internal', 'neon_auth_api', 'neon_auth_management', 'auth')
      and c.relkind = 'v' and pg_get_viewdef(c.oid) ~* 'advisory' $$, 'no view uses advisory locks');

-- Other roles cannot lock the rows that are used instead.
select is_empty(
  $$ select r.rolname, t.name from pg_roles r, (values ('task_lock'), ('claimed_name')) t (name)
    where r.rolname in ('public', 'anonymous', 'authenticated', 'neon_auth_sidecar', 'pg_database_owner')
      and has_table_privilege(r.oid, 'neon_auth.' || t.name, 'insert, update, delete, truncate, references') $$,
  'only the owner of the schema can write or lock the rows');
select is_empty(
  $$ select c.oid::regclass from pg_class c where c.relnamespace = 'neon_auth'::regnamespace
      and c.relname in ('task_lock', 'claimed_name') and not c.relrowsecurity $$, 'row security hides the rows');

select neon_auth_internal.claim_name('a') from generate_series(1, 2);
select neon_auth_internal.claim_name(null);
select is_empty($$ select from neon_auth.claimed_name $$, 'a claim leaves no row');
select ok(neon_auth_internal.try_lock_task('key') and neon_auth_internal.try_lock_task('key'), 'locks a task');
select ok(not neon_auth_internal.try_lock_task('unknown'), 'does not lock an unknown task');
select throws_ok($$ select neon_auth_internal.lock_task('unknown') $$, 'P0001', null, 'fails to wait for an unknown task');
select lives_ok($$ select neon_auth_internal.lock_task(t.name) from neon_auth.task_lock t $$, 'every task can be locked');
select * from finish();
rollback;
