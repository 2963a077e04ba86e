begin;
select plan(41);

-- A second of the wait may pass before it is told.
create function pg_temp.begun(wait integer) returns integer language sql as $$ select case when wait in (1, 3, 9, 59, 899) then wait + 1 else wait end $$;

create function pg_temp.ask(path text, address text default '', person text default '')
returns integer
language sql
as $$
  select pg_temp.begun(neon_auth_api.count_request(path, address, person))
$$;

select is((select array_agg(pg_temp.ask('/sign-in/email', '198.51.100.1')) from generate_series(1, 3)), array[0, 0, 0], 'allows three requests');
select is(pg_temp.ask('/sign-in/email', '198.51.100.1'), 10, 'refuses the fourth for ten seconds');
select is(pg_temp.ask('/sign-up/email', '198.51.100.1'), 0, 'counts another path separately');
select is(pg_temp.ask('/sign-in/email', '198.51.100.2'), 0, 'counts another address separately');
select is((select array_agg(pg_temp.ask('/sign-in/email')) from generate_series(1, 4)), array[0, 0, 0, 10], 'clients without an address share a limit');
select is((select array_agg(pg_temp.ask('/sign-in/email-otp', '198.51.100.1')) from generate_series(1, 4)), array[0, 0, 0, 60], 'codes have a window of one minute');

update neon_auth.request_count set since = since - interval '10 seconds' where key = '198.51.100.1 /sign-in/email';
select is(pg_temp.ask('/sign-in/email', '198.51.100.1'), 0, 'refused requests do not extend the window');

select is(
  (select count(*)::int from generate_series(1, 30) n where pg_temp.ask('/request-password-reset', '198.51.100.' || n, 'ADA@example.com') = 0),
  30, 'a request does not count against the address it names');

create function pg_temp.mail(kind text, recipient text, client text default '')
returns text
language plpgsql
as $$
begin
  perform set_config('neon_auth.ip_address', client, true);
  return neon_auth_internal.queue_mail(kind, recipient, 'sealed', '1 hour')::text;
exception when sqlstate 'NA429' then
  return 'refused';
end
$$;

select is(
  (select count(*)::int from generate_series(1, 30) n where pg_temp.mail('magic-link', 'ADA@example.com', '198.51.100.' || n) = 'true'),
  20, 'a recipient gets twenty mails an hour, regardless of who causes them');
select is(pg_temp.mail('forget-password-otp', 'ada@example.com'), 'refused', 'all kinds that anyone can request share the limit');
select is(pg_temp.mail('delete-account-link', 'ada@example.com'), 'true', 'counts other causes separately');
select is((select count(*)::int from generate_series(1, 25) n where pg_temp.mail('password-changed', 'ada@example.com') = 'true'), 20, 'drops notices above the limit');
select is((select count from neon_auth.list_limits() where key = 'mail to ada@example.com'), 20, 'list_limits shows the counter');
select cmp_ok(neon_auth.reset_limits('ada@example.com'), '>=', 1, 'reset_limits resets it');
select is(pg_temp.mail('magic-link', 'ada@example.com', '198.51.100.1'), 'true', 'also for clients');

select is(
  (select count(*)::int from generate_series(1, 30) n where pg_temp.mail('magic-link', 'bea@example.com', '198.51.100.1') = 'true'),
  10, 'one client can cause half of them, so that others can cause more');
select is(pg_temp.mail('magic-link', 'bea@example.com', '198.51.100.2'), 'true', 'another client can cause more');

insert into neon_auth."user" (id, name, email, "emailVerified") values ('00000000-0000-0000-0000-00000000000c', 'Cy', 'cy@example.com', true);
insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt", "ipAddress")
values ('00000000-0000-0000-0000-00000000000c', 'x', now() + interval '1 day', now(), '203.0.113.7');
select is(
  (select count(*)::int from generate_series(1, 30) n where pg_temp.mail('magic-link', 'cy@example.com', '198.51.100.' || n) = 'true'),
  20, 'other clients use up the shared limit');
select is(pg_temp.mail('magic-link', 'cy@example.com', '203.0.113.7'), 'true', 'but not the budget of an address where the user has signed in');

select is(
  (select array_agg(distinct o.kind) from unnest(array(
    select distinct (regexp_matches(p.prosrc, 'queue_mail\(\s*''([a-z-]+)''', 'g'))[1]
    from pg_proc p where p.pronamespace = 'neon_auth_internal'::regnamespace or p.pronamespace = 'neon_auth_api'::regnamespace)) o (kind)
   where o.kind not in (select r.kind from neon_auth_internal.mail_rule r)),
  null, 'every kind of mail that a function queues has a limit');
select is(
  (select string_agg(p.proname, ', ' order by p.proname) from pg_proc p
   where p.pronamespace in ('neon_auth_internal'::regnamespace, 'neon_auth_api'::regnamespace, 'neon_auth'::regnamespace)
     and p.prosrc ~* 'insert\s+into\s+neon_auth\.outbox'),
  'forget_statistics, queue_event, queue_mail, queue_no_mail, queue_no_sms, queue_sms, send_password_link', 'no other function queues mail (text messages: count_sms)');
select throws_ok($$ select neon_auth_internal.queue_mail('invented', 'a@example.com', null, null) $$, 'P0002', null, 'rejects a kind without a limit');

create function pg_temp.try(client text, subject text default 'ada@example.com', purpose text default 'password')
returns integer
language plpgsql
as $$
begin
  perform set_config('neon_auth.ip_address', client, true);
  return pg_temp.begun(neon_auth_internal.count_attempt(purpose, subject));
end
$$;

select is((select array_agg(pg_temp.try('198.51.100.1')) from generate_series(1, 7)), array[0, 0, 0, 0, 0, 2, 2], 'allows five attempts per client');
select is(pg_temp.try('198.51.100.2'), 0, 'does not delay other clients');
select is((select count(*)::int from generate_series(1, 48) n where pg_temp.try('203.0.113.' || n, 'bea@example.com') = 0), 10, 'allows ten clients per user');
update neon_auth.request_count set since = since - interval '2 seconds' where key like 'password for bea%';
select is((select array_agg(pg_temp.try('203.0.113.9' || n, 'bea@example.com')) from generate_series(0, 2) n), array[0, 4, 4], 'doubles the delay');
update neon_auth.request_count set count = 100, since = clock_timestamp() where key = 'password for bea@example.com';
select is(pg_temp.try('192.0.2.1', 'BEA@example.com'), 900, 'up to a quarter of an hour');
select is((select count(*)::int from generate_series(1, 48) n where pg_temp.try('198.51.100.' || n, 'cy@example.com') = 0), 10, 'counts attempts for an unknown address in the same way');
select is(pg_temp.try('203.0.113.7', 'cy@example.com'), 0, 'ignores others'' attempts at an address where the user has signed in');
select is((select array_agg(pg_temp.try('203.0.113.7', 'cy@example.com')) from generate_series(1, 5)), array[0, 0, 0, 0, 2], 'counts that address''s own attempts');
select neon_auth_internal.pass_attempt('password', 'cy@example.com');
select is(pg_temp.try('203.0.113.7', 'cy@example.com'), 0, 'a successful attempt resets them');
select neon_auth_internal.forgive_attempts('password', 'BEA@example.com');
select is((select count(*)::int from neon_auth.list_limits() where key like '%bea%' and key like 'password%'), 0, 'a proof in another way resets all attempts');
select ok((select count(*) > 5 from neon_auth.list_limits() where key like 'password for cy%'), 'keeps those of other users');
select is((select array_agg(pg_temp.try('198.51.100.1', 'dan@example.com', 'code to sign-in')) from generate_series(1, 4)), array[0, 0, 0, 900], 'allows three attempts at a code');
update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}';
select is((select array_agg(pg_temp.try('198.51.100.1', 'dan@example.com', 'code to sign-in')) from generate_series(1, 4)), array[0, 0, 0, 0], 'has no limit when limits are disabled');
select is((select count(*)::int from generate_series(1, 30) n where pg_temp.mail('magic-link', 'eve@example.com') = 'true'), 30, 'nor a limit for mails');

select is(pg_temp.ask('/request-password-reset', '', repeat('x', 100000) || '@example.com'), 0, 'keeps a part of a long address');

-- count_write: requests that change data, by user or by the address of an unauthenticated client.
update neon_auth.project_config set options = '{}';
create function pg_temp.write(writer uuid, address text, request text default 'request')
returns boolean
language plpgsql
as $$
begin
  perform set_config('neon_auth.counted', '', true), set_config('neon_auth.request_id', request, true);
  perform neon_auth_internal.count_write(writer, address);
  return true;
exception when others then
  return sqlstate <> 'NA429';
end
$$;
select is((select count(*)::int from generate_series(1, 310) where pg_temp.write('5a14a3a0-0f0e-4c0e-9f0e-00000000000a', '198.51.100.9')), 300, 'limits the changes of a user per minute');
select is((select count(*)::int from generate_series(1, 310) where pg_temp.write(null, '198.51.100.9')), 300, 'limits the changes of a client per minute');
select ok(pg_temp.write('5a14a3a0-0f0e-4c0e-9f0e-00000000000b', '198.51.100.9'), 'does not limit other users');
select is((select count(*)::int from generate_series(1, 310) where pg_temp.write(null, '', '')), 310, 'does not count cleaning up');
select * from finish();
rollback;
