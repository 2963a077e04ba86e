begin;
select plan(38);
\ir ../../testdata/people.sql
update neon_auth."user" set role = 'admin' where name = 'Ada';
insert into neon_auth."user" (name, email, "emailVerified", role) values ('Root', 'root@example.com', true, 'admin');

-- arm creates for Ada, and for Eve, one of everything that a recovery ends.
create function pg_temp.arm()
returns void
language plpgsql
as $$
declare
  who neon_auth."user";
begin
  delete from neon_auth.verification;
  delete from neon_auth.outbox;
  for who in select * from neon_auth."user" u where u.name in ('Ada', 'Eve') loop
    insert into neon_auth.verification (identifier, value, "expiresAt") values
      ('reset-password:' || who.name, who.id, now() + interval '1 hour'),
      ('delete-account-' || who.name, who.id, now() + interval '1 hour'),
      ('verify-email-' || who.name, who.id, now() + interval '1 hour'),
      ('change-email-' || who.id, 'hash', now() + interval '1 hour'),
      ('forget-password-otp-' || who.email, 'hash:0', now() + interval '1 hour'),
      ('sign-in-otp-' || who.email, 'hash:0', now() + interval '1 hour'),
      ('email-verification-otp-' || who.email, 'hash:0', now() + interval '1 hour'),
      ('magic ' || who.name, json_build_object('email', upper(who.email)), now() + interval '1 hour');
    insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
    values ('open ' || who.name, who.id, now() + interval '1 hour', now());
    insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt", "impersonatedBy")
    select 'as Bob by ' || who.name, u.id, now() + interval '1 hour', now(), who.id from neon_auth."user" u where u.name = 'Bob';
    insert into neon_auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId")
    select m."organizationId", 'new@example.com', 'member', 'pending', now() + interval '1 hour', who.id
    from neon_auth.member m where m."userId" = who.id;
  end loop;
end
$$;

-- left lists what remains of it for a user.
create function pg_temp.left_to(name text, email text, id uuid)
returns text
language sql
as $$
  select string_agg(l.artefact, ', ' order by l.artefact)
  from (
    select e.artefact from neon_auth_internal.ending e join neon_auth.verification v
      on v.identifier in (e.name || left_to.id, e.name || left_to.name, e.name || left_to.email)
      or e.artefact = 'magic link' and v.identifier = 'magic ' || left_to.name
    union all select 'session' from neon_auth.session s where s.token = 'open ' || left_to.name
    union all select 'impersonation' from neon_auth.session s where s.token = 'as Bob by ' || left_to.name
    union all select 'invitation' from neon_auth.invitation i
      where i.email = 'new@example.com' and i."inviterId" = left_to.id and i.status = 'pending'
  ) l
$$;

-- after runs a statement that ends something of Ada's, returns what remains for her, and reverts it. Eve loses nothing.
create function pg_temp.after(statement text)
returns text
language plpgsql
as $$
declare
  eve constant uuid := '5a14a3a0-0f0e-4c0e-9f0e-000000000003';
  all_of_it text;
  had text;
begin
  begin
    perform pg_temp.arm();
    all_of_it := pg_temp.left_to('Eve', 'eve@example.com', eve);
    execute statement;
    had := coalesce(pg_temp.left_to('Ada', 'ada@example.com', '5a14a3a0-0f0e-4c0e-9f0e-000000000001'), 'nothing');
    if pg_temp.left_to('Eve', 'eve@example.com', eve) <> all_of_it then
      had := had || ', and of Eve''s only ' || pg_temp.left_to('Eve', 'eve@example.com', eve);
    end if;
    raise exception using errcode = 'UNDO0', message = had;
  exception when sqlstate 'UNDO0' then
    return sqlerrm;
  end;
end
$$;

select is(pg_temp.after('select'), 'change-email link, delete link, impersonation, invitation, magic link, reset code, '
  'reset link, session, sign-in code, verification code, verification link', 'everything remains without a recovery');

-- The truth table: each fact, and each way in which it can happen.
select is(pg_temp.after(f.statement), f.left_over, f.statement)
from (values
  ($$ update neon_auth.account set password = 'other' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, 'nothing'),
  ($$ update neon_auth.account set password = null where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, 'nothing'),
  ($$ delete from neon_auth.account where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, 'nothing'),
  ($$ select neon_auth.set_password('5a14a3a0-0f0e-4c0e-9f0e-000000000001', repeat('a', 32) || ':' || repeat('b', 128)) $$, 'nothing'),
  ($$ select neon_auth_api.reset_password('', 'Ada', 'hash') $$, 'nothing'),
  ($$ select neon_auth_api.reset_password('open Ada', 'Ada', 'hash') $$, 'session'),
  ($$ select neon_auth_internal.replace_password('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'hash', null) $$, 'nothing'),
  ($$ select neon_auth_api.change_password('ada', 'hash of Ada', 'other', false, '') $$, 'impersonation, invitation, session'),
  ($$ select neon_auth_api.change_password('ada', 'hash of Ada', 'other', true, 'new') $$, 'invitation'),
  ($$ select neon_auth_api.rehash_password('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'hash of Ada', 'other') $$,
    pg_temp.after('select')),
  ($$ insert into neon_auth.account ("accountId", "providerId", "userId", "updatedAt")
    values ('x', 'google', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', now()) $$, pg_temp.after('select')),
  ($$ update neon_auth."user" set email = 'other@example.com' where name = 'Ada' $$, 'invitation, session'),
  ($$ update neon_auth."user" set email = 'ADA@example.com' where name = 'Ada' $$, pg_temp.after('select')),
  ($$ select neon_auth_internal.change_user(s, '5a14a3a0-0f0e-4c0e-9f0e-000000000001', '{"email": "other@example.com"}')
    from neon_auth.session s where s.token = 'bob' $$, 'invitation, session'),
  ($$ update neon_auth."user" set banned = true where name = 'Ada' $$, 'nothing'),
  ($$ select neon_auth.ban_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001', expires_at => now() + interval '1 hour') $$, 'nothing'),
  ($$ update neon_auth."user" set banned = true, "banExpires" = now() - interval '1 hour' where name = 'Ada' $$, pg_temp.after('select')),
  ($$ update neon_auth."user" set role = 'user' where name = 'Ada' $$, replace(pg_temp.after('select'), 'impersonation, ', '')),
  ($$ update neon_auth."user" set role = 'admin,other' where name = 'Ada' $$, pg_temp.after('select')),
  ($$ delete from neon_auth."user" where name = 'Ada' $$, 'nothing'),
  ($$ select neon_auth.delete_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001') $$, 'nothing'),
  ($$ select neon_auth_api.revoke_sessions('ada') $$,
    'invitation, magic link, reset code, reset link, sign-in code, verification code, verification link'),
  ($$ select neon_auth_api.revoke_other_sessions('open Ada') $$,
    'invitation, magic link, reset code, reset link, session, sign-in code, verification code, verification link'),
  ($$ select neon_auth.revoke_sessions('5a14a3a0-0f0e-4c0e-9f0e-000000000001') $$,
    'invitation, magic link, reset code, reset link, sign-in code, verification code, verification link'),
  ($$ update neon_auth.member set role = 'member' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, 'fails')
) as f (statement, left_over)
where f.left_over <> 'fails';

-- Unban: mails sent during the ban end too.
update neon_auth."user" set banned = true where name = 'Ada';
select is(pg_temp.after($$ select neon_auth.unban_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001') $$),
  'impersonation, invitation, session', 'an unban restores nothing');
update neon_auth."user" set banned = false where name = 'Ada';
insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
values ('ada', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', now() + interval '7 days', now());

-- Invitations end when their inviter may no longer send them.
update neon_auth.member set role = 'owner' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002';
select is(
  pg_temp.after(f.statement) ~ 'invitation', f.stays, f.statement)
from (values
  ($$ delete from neon_auth.member where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, false),
  ($$ update neon_auth.member set role = 'member' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, false),
  ($$ update neon_auth.member set role = 'admin' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, true),
  ($$ select neon_auth_api.leave_organization('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001"}') $$, false),
  ($$ update neon_auth.invitation set role = 'owner'; update neon_auth.member set role = 'admin' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, false)
) as f (statement, stays);

-- An impersonation ends with the session it was opened from.
select pg_temp.arm();
select neon_auth_api.impersonate_user('open Ada', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'as Bob');
select neon_auth_api.sign_out('ada');
select isnt_empty($$ select from neon_auth.session where token = 'as Bob' $$, 'stays when another session of the administrator ends');
delete from neon_auth.session where token = 'open Ada';
select is_empty($$ select from neon_auth.session where token = 'as Bob' $$, 'ends with the session');

-- The old address is informed about the change, and no other.
delete from neon_auth.outbox;
update neon_auth."user" set email = 'other@example.com' where name = 'Ada';
select is(array_agg(kind || ' to ' || recipient), '{email-changed to ada@example.com}', 'informs the old address')
from neon_auth.outbox;

-- Changing the address needs a fresh session or the password.
update neon_auth.project_config set options = '{"user": {"changeEmail": {"enabled": true}}}';
update neon_auth.session set "createdAt" = now() - interval '25 hours' where token = 'eve';
select throws_ok($$ select * from neon_auth_api.prepare_change_email('eve', 'new@example.com') $$, 'NA403', 'Session is not fresh', 'rejects a stale session');
select throws_ok($$ select * from neon_auth_api.change_email('eve', 'new@example.com', 'eve@example.com', true, 'h', '{}') $$, 'NA403', null, 'in both steps');
select throws_ok($$ select * from neon_auth_api.prepare_change_email('eve', 'new@example.com', 'hash of Ada') $$, 'NA400', 'Invalid password', 'rejects another user''s hash');
select lives_ok($$ select * from neon_auth_api.prepare_change_email('eve', 'new@example.com', 'hash of Eve') $$, 'accepts the verified password');
select * from finish();
rollback;
