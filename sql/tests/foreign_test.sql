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
select is(neon_auth_internal.is_watched('session'), false, 'a change of sessions runs no code of others');
select is(neon_auth_internal.is_watched('user'), true, 'a change of users does, through the app''s foreign key');
select is(neon_auth_internal.remove('session', array(select id from neon_auth.session where "userAgent" = 'no such')), 0, 'deletes no rows');
select is(
  neon_auth_internal.remove('session', array(select id from neon_auth.session where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001')),
  2, 'returns the number of deleted rows');
select is(
  neon_auth_internal.remove('user', '{5a14a3a0-0f0e-4c0e-9f0e-000000000003,00000000-0000-0000-0000-000000000000}'), 1,
  'deletes under restriction');
select lives_ok(
  $$select neon_auth_internal.rename('user', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'countess@example.com')$$, 'changes a key');
select is(
  (select email from neon_auth."user" where id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001'), 'countess@example.com', 'stores the new key');
select throws_ok(
  $$select neon_auth_internal.rename('user', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', null)$$, '23502', null,
  'rejects a null key, which would mean a delete');
select is_empty('select from neon_auth.write_mark', 'leaves no mark');

insert into neon_auth.write_mark (entity, ids, value)
values ('user', '{5a14a3a0-0f0e-4c0e-9f0e-000000000001}', 'new@example.com'), ('call', '{}', 'secret');
set local role neon_auth_writer;
select results_eq('select id::text from neon_auth."user"', array['5a14a3a0-0f0e-4c0e-9f0e-000000000001'],
  'the writer sees marked rows only');
select throws_ok($$update neon_auth."user" set email = 'mine@example.com'$$, '42501', null, 'the writer can set the marked key only');
select is_empty($$select from neon_auth.write_mark where value = 'secret'$$, 'the writer cannot read calls');
reset role;
delete from neon_auth.write_mark;

select define('invoker', '');
select define('definer', 'security definer');
create trigger "app" before insert on neon_auth.team for each row execute function public.definer();
set local role neon_auth;
select lives_ok($$insert into neon_auth.team (name, "organizationId") values ('a', '06640000-0000-4000-8000-000000000001')$$,
  'accepts a trigger that runs as its author');
reset role;
create trigger "!" before insert on neon_auth.team for each statement execute function public.invoker();
set local role neon_auth;
select throws_like($$insert into neon_auth.team (name, "organizationId") values ('b', '06640000-0000-4000-8000-000000000001')$$,
  '%make function public.invoker() security definer%', 'rejects a trigger that would run as neonauth');
reset role;
drop trigger "!" on neon_auth.team;
create function public.condition() returns boolean language sql as 'select true';
create trigger app_when before insert on neon_auth.team for each row when (public.condition()) execute function public.definer();
set local role neon_auth;
select throws_like($$insert into neon_auth.team (name, "organizationId") values ('b', '06640000-0000-4000-8000-000000000001')$$,
  '%condition%', 'rejects a trigger whose condition would');
reset role;
drop trigger app_when on neon_auth.team;
create trigger "~~" after insert on neon_auth.team for each statement execute function public.definer();
set local role neon_auth;
select throws_like($$insert into neon_auth.team (name, "organizationId") values ('b', '06640000-0000-4000-8000-000000000001')$$,
  '%sorts before%', 'rejects a trigger that fires after settle');
reset role;

select * from finish();
rollback;
