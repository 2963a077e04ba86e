begin;
select plan(12);

create function pg_temp.ask(path text, address text default '', person text default '')
returns integer
language sql
as $$
  select neon_auth_api.count_request(path, address, person)
$$;

select is((select array_agg(pg_temp.ask('/sign-in/email', '198.51.100.1')) from generate_series(1, 3)), array[0, 0, 0], 'three are let through');
select is(pg_temp.ask('/sign-in/email', '198.51.100.1'), 10, 'the fourth waits for ten seconds');
select is(pg_temp.ask('/sign-up/email', '198.51.100.1'), 0, 'another path is counted apart');
select is(pg_temp.ask('/sign-in/email', '198.51.100.2'), 0, 'and another address');
select is((select array_agg(pg_temp.ask('/sign-in/email')) from generate_series(1, 4)), array[0, 0, 0, 10], 'clients without an address are limited as one');
select is((select array_agg(pg_temp.ask('/sign-in/email-otp', '198.51.100.1')) from generate_series(1, 4)), array[0, 0, 0, 60], 'codes have a minute');

update neon_auth.request_count set since = since - interval '10 seconds' where key = '198.51.100.1 /sign-in/email';
select is(pg_temp.ask('/sign-in/email', '198.51.100.1'), 0, 'refusals prolong nothing');

select is(
  (select count(*)::int from generate_series(1, 30) n where pg_temp.ask('/request-password-reset', '198.51.100.' || n, 'ADA@example.com') = 0),
  20, 'twenty mails an hour go to one person, whoever asks');
select ok(pg_temp.ask('/email-otp/send-verification-otp', '', 'ada@example.com') between 3590 and 3600, 'on all paths together');
select is((select count from neon_auth.list_limits() where key = 'mail to ada@example.com'), 21, 'the DBA sees it');
select is(neon_auth.reset_limits('ada@example.com'), 1, 'and lifts it');
select is(pg_temp.ask('/request-password-reset', '', repeat('x', 100000) || '@example.com'), 0, 'of a long address a part is kept');

select * from finish();
rollback;
