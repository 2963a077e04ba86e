begin;
select plan(10);

select throws_ok($$ select neon_auth_internal.fail('UNAUTHORIZED') $$, 'NA401', '', 'has a status and an empty message');
select throws_ok(
  $$ select neon_auth_internal.fail('FIELD_NOT_ALLOWED', 'role') $$, 'NA400', 'role is not allowed to be set', 'details fill in %s');
select throws_ok($$ select neon_auth_internal.fail('NO SUCH FAILURE') $$, 'P0002', null, 'rejects an unknown name');

create function pg_temp.code_of(name text, variadic details text[] default '{}')
returns text
language plpgsql
as $$
declare
  code text;
begin
  perform neon_auth_internal.fail(name, variadic details);
exception when others then
  get stacked diagnostics code = pg_exception_detail;
  return code;
end
$$;

select is(pg_temp.code_of('USER_ALREADY_EXISTS'), 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL', 'derives the code from the message');
select is(pg_temp.code_of('FIELD_NOT_ALLOWED', 'role'), 'ROLE_IS_NOT_ALLOWED_TO_BE_SET', 'derives it after details are filled in');
select is(pg_temp.code_of('BANNED_USER'), 'BANNED_USER', 'uses the listed code if there is one');
select is(neon_auth_internal.failure_code('It''s 100% über-bad, İ!'), 'ITS_100_BERBAD_', 'the code is upper case, with _ for blanks, ASCII only');

select is_empty(
  $$ select f.name from neon_auth_internal.failure f group by f.name having count(*) > 1 $$, 'names are unique');
select is_empty(
  $$ select f.name from neon_auth_internal.failure f where f.status not between 400 and 599 $$, 'statuses are errors');
select set_eq(
  $$ select name, status, code, message from neon_auth_api.list_failures() $$,
  $$ select name, status, code, message from neon_auth_internal.failure $$,
  'list_failures returns all failures');

select * from finish();
rollback;
