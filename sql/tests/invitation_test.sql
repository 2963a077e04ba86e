begin;
select plan(22);
\ir ../../testdata/people.sql

create function pg_temp.invite(token text, email text, role text default 'member', resend boolean default false) returns json
language sql as $$ select neon_auth_api.invite_member(token, json_build_object(
  'email', email, 'role', role, 'resend', resend, 'organizationId', '06640000-0000-4000-8000-000000000001'), true, 'https://app.test') $$;
create function pg_temp.answer(call text, token text, id text) returns json
language plpgsql as $$
declare answer json;
begin
  execute format('select neon_auth_api.%I($1, $2)', call) into answer using token, json_build_object('invitationId', id, 'id', id);
  return answer;
end $$;
update neon_auth.invitation set email = 'EVE@example.com' where email = 'carl@example.com';

-- invite_member
select throws_ok($$ select pg_temp.invite('bob', 'x@example.com') $$, 'NA403', 'You are not allowed to invite users to this organization', 'a member cannot invite');
select throws_ok($$ select pg_temp.invite('eve', 'x@example.com') $$, 'NA400', 'Member not found', 'a user of another organization cannot invite');
select throws_ok($$ select pg_temp.invite('ada', 'x@example.com', 'king, queen') $$, 'NA400', 'Role not found: king, queen', 'rejects an unknown role');
select throws_ok($$ select pg_temp.invite('ada', 'BOB@example.com') $$, 'NA400', 'User is already a member of this organization', 'rejects an address of a member');
select throws_ok($$ select pg_temp.invite('ada', 'Eve@Example.com') $$, 'NA400', 'User is already invited to this organization', 'rejects an invited address');
select is(pg_temp.invite('ada', 'eve@example.com', 'admin', true) ->> 'id', '14710000-0000-4000-8000-000000000001', 'sends it again on request');
select is((select role from neon_auth.invitation where email = 'EVE@example.com'), 'member', 'keeps its role');
select is((select "expiresAt" from neon_auth.invitation where email = 'EVE@example.com'), now() + interval '48 hours', 'extends it');
select is(pg_temp.invite('ada', 'New@Example.com') ->> 'email', 'new@example.com', 'stores addresses in their normal form');
select is((select count(*) from neon_auth.outbox)::int, 0, 'sends no mail by default');
update neon_auth.project_config set plugin_configs = '{"organization": {"config": {"sendInvitationEmail": true}}}';
select pg_temp.invite('ada', 'mailed@example.com');
select is((select facts ->> 'link' from neon_auth.outbox where recipient = 'mailed@example.com'),
  (select 'https://app.test/auth/accept-invitation?invitationId=' || id from neon_auth.invitation where email = 'mailed@example.com'), 'sends a mail if the settings enable it');
update neon_auth.project_config set plugin_configs = null;
insert into neon_auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId")
select '06640000-0000-4000-8000-000000000001', i || '@example.com', 'member', 'pending', now() + interval '1 day', '5a14a3a0-0f0e-4c0e-9f0e-000000000001'
from generate_series(1, 97) i;
select throws_ok($$ select pg_temp.invite('ada', 'one-more@example.com') $$, 'NA403', 'Invitation limit reached', 'allows at most a hundred pending invitations');

-- get_, accept_, reject_, cancel_invitation
select throws_ok($$ select pg_temp.answer('get_invitation', 'bob', '14710000-0000-4000-8000-000000000001') $$,
  'NA403', 'You are not the recipient of the invitation', 'only the recipient can read it');
select is(pg_temp.answer('get_invitation', 'eve', '14710000-0000-4000-8000-000000000001') ->> 'organizationSlug', 'engine', 'ignores the case of the address');
update neon_auth.invitation set "expiresAt" = now() where email = 'EVE@example.com';
select throws_ok($$ select pg_temp.answer('accept_invitation', 'eve', '14710000-0000-4000-8000-000000000001') $$,
  'NA400', 'Invitation not found', 'an expired invitation cannot be accepted');
select is(pg_temp.answer('reject_invitation', 'eve', '14710000-0000-4000-8000-000000000001') #>> '{invitation,status}', 'rejected', 'an expired invitation can be rejected');
update neon_auth.invitation set "expiresAt" = now() + interval '1 minute', status = 'pending' where email = 'EVE@example.com';
select is(pg_temp.answer('accept_invitation', 'eve', '14710000-0000-4000-8000-000000000001') #>> '{member,role}', 'member', 'an invitation can be accepted');
select throws_ok($$ select pg_temp.answer('accept_invitation', 'eve', '14710000-0000-4000-8000-000000000001') $$, 'NA400', 'Invitation not found', 'only once');
select is(pg_temp.answer('cancel_invitation', 'ada', '14710000-0000-4000-8000-000000000001') ->> 'status', 'canceled', 'cancels it in any state');
select throws_ok($$ select pg_temp.answer('cancel_invitation', 'ada', 'no uuid') $$, 'NA400', 'Invitation not found', 'rejects an invalid id');

-- list_invitations, list_user_invitations
select is(neon_auth_api.list_invitations('bob', '{"organizationId":"06640000-0000-4000-8000-000000000001"}')::text,
  '[]', 'a member does not see the invitations');
select throws_ok($$ select neon_auth_api.list_user_invitations('nobody', '{}') $$,
  'NA400', 'Missing session headers, or email query parameter.', 'needs a session');

select * from finish();
rollback;
