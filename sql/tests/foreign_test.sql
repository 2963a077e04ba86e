begin;
select plan(16);
\ir ../../testdata/people.sql

create table public.note (id serial primary key, owner uuid references neon_auth."user" on delete cascade on update cascade);
create function public.define(name text, rights text) returns void language plpgsql as $$
begin
  execute format('create role %I', 'author of ' || name);
  execute format(
    'create function public.%I() returns trigger language plpgsql %s as ''begin return coalesce(new, old); end''', name, rights);
  execute format('alter function public.%I() owner to %I', name, 'author of ' || name);
end
$$;

set local role neon_auth;
select is(neon_auth_internal.is_watched('session'), false, 'nothing of others follows the sessions');
select is(neon_auth_internal.is_watched('user'), true, 'a foreign key of the app follows the users');
select is(neon_auth_internal.remove('session', array(select id from neon_auth.session where "userAgent" = 'no such')), 0, 'none');
select is(
  neon_auth_internal.remove('session', array(select id from neon_auth.session where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001')),
  2, 'says how many rows it removed');
select is(
  neon_auth_internal.remove('user', '{5a14a3a0-0f0e-4c0e-9f0e-000000000003,00000000-0000-0000-0000-000000000000}'), 1,
  'also under restriction');
select lives_ok(
  $$select neon_auth_internal.rename('user', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'countess@example.com')$$, 'a new key');
select is(
  (select email from neon_auth."user" where id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001'), 'countess@example.com', 'is there');
select throws_ok(
  $$select neon_auth_internal.rename('user', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', null)$$, '23502', null,
  'no key is null, which would mean a delete');
select is_empty('select from neon_auth.write_mark', 'no mark stays');

insert into neon_auth.write_mark (entity, ids, value)
values ('user', '{5a14a3a0-0f0e-4c0e-9f0e-000000000001}', 'new@example.com'), ('call', '{}', 'secret');
set local role neon_auth_writer;
select results_eq('select id::text from neon_auth."user"', array['5a14a3a0-0f0e-4c0e-9f0e-000000000001'],
  'the writer sees marked rows only');
select throws_ok($$update neon_auth."user" set email = 'mine@example.com'$$, '42501', null, 'and gives the marked key only');
select is_empty($$select from neon_auth.write_mark where value = 'secret'$$, 'and reads no call');
reset role;
delete from neon_auth.write_mark;

select define('invoker', '');
select define('definer', 'security definer');
create trigger "app" before insert on neon_auth.team for each row execute function public.definer();
set local role neon_auth;
select lives_ok($$insert into neon_auth.team (name, "organizationId") values ('a', '06640000-0000-4000-8000-000000000001')$$,
  'a trigger that runs as its author may follow us');
reset role;
create trigger "!" before insert on neon_auth.team for each statement execute function public.invoker();
set local role neon_auth;
select throws_like($$insert into neon_auth.team (name, "organizationId") values ('b', '06640000-0000-4000-8000-000000000001')$$,
  '%make function public.invoker() security definer%', 'one that would run as we do may not');
reset role;
drop trigger "!" on neon_auth.team;
create function public.condition() returns boolean language sql as 'select true';
create trigger app_when before insert on neon_auth.team for each row when (public.condition()) execute function public.definer();
set local role neon_auth;
select throws_like($$insert into neon_auth.team (name, "organizationId") values ('b', '06640000-0000-4000-8000-000000000001')$$,
  '%condition%', 'nor one whose condition would');
reset role;
drop trigger app_when on neon_auth.team;
create trigger "~~" after insert on neon_auth.team for each statement execute function public.definer();
set local role neon_auth;
select throws_like($$insert into neon_auth.team (name, "organizationId") values ('b', '06640000-0000-4000-8000-000000000001')$$,
  '%sorts before%', 'nor one that fires after we have settled');
reset role;

select * from finish();
rollback;
