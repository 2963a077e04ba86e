begin;
select plan(62);
\ir ../../testdata/people.sql

create function pg_temp.id(n integer) returns text
language sql as $$ select '1de40000-0000-4000-8000-' || lpad(n::text, 12, '0') $$;
create function pg_temp.bcrypt(cost text) returns text
language sql as $$ select '$2a$' || cost || '$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' $$;
-- The result of import_users for one row of Better Auth's.
create function pg_temp.brings(id text, email text, fields text default '{}') returns text
language sql as $$
  select concat_ws(' ', i.imported, i.known, i.skipped)
  from neon_auth.import_users('better-auth', jsonb_build_array(jsonb_build_object('id', id, 'email', email) || fields::jsonb)) i
$$;
create function pg_temp.left_behind(id text) returns text
language sql as $$
  select string_agg(s.part || ': ' || s.reason, ', ' order by s.part) from neon_auth.import_skipped s where s."sourceId" = id
$$;

select throws_ok(format('select neon_auth.import_users(%s, %L)', s, '[]'), 'NA400', null, 'the source has a name: ' || s)
from unnest(array['null', $$''$$, $$'gotrue'$$]) s;
select is(i::text, '(0,0,0)', 'accepts an empty list') from neon_auth.import_users('supabase', '[]') i;

insert into neon_auth.sign_up_rule (action, message) values ('deny', 'Nobody');
select is(pg_temp.brings(pg_temp.id(1), ' new@example.com'), '0 0 1', 'skips an address with a blank');
select is(pg_temp.left_behind(pg_temp.id(1)), 'user: malformed address', 'reports the reason');
select is(
  pg_temp.brings(pg_temp.id(90), 'longer@example.com', jsonb_build_object('name', repeat('é', 9000), 'image', repeat('x', 200000))::text),
  '1 0 0', 'imports a user with a long name and picture');
select is(pg_temp.left_behind(pg_temp.id(90)), 'picture: too long', 'leaves the picture out');
select is(length(u.name) || coalesce(u.image, ' none'), '2000 none', 'cuts the name') from neon_auth."user" u where u.email = 'longer@example.com';
select is(pg_temp.brings(pg_temp.id(1), 'New@Example.com', '{"emailVerified": true, "createdAt": "infinity", "role": "user,admin", "banned": true}'), '1 0 0', 'imports the corrected row, regardless of sign-up rules');
select is(pg_temp.left_behind(pg_temp.id(1)), 'role: not taken over', 'reports that the role was not imported');
select is((u.email, u.name, u."emailVerified", u."createdAt" = now(), u.role, u.banned, u."banExpires")::text, '(new@example.com,"",t,t,user,t,)', 'stores valid values')
from neon_auth."user" u where u.id = pg_temp.id(1)::uuid;
select is(pg_temp.brings(pg_temp.id(1), 'new@example.com', '{"name": "Other"}'), '0 1 0', 'skips a user who was imported before');
select is(u.name, '', 'does not change the user') from neon_auth."user" u where u.id = pg_temp.id(1)::uuid;

select is(pg_temp.brings(pg_temp.id(2), 'ＡDA@example.com', '{"emailVerified": true}'), '0 0 1', 'skips an address that is taken in another form');
select is(pg_temp.brings('5A14A3A0-0F0E-4C0E-9F0E-000000000001', 'other@example.com'), '0 0 1', 'skips an id that is taken');
select is(pg_temp.left_behind(pg_temp.id(2)) || '; ' || pg_temp.left_behind('5A14A3A0-0F0E-4C0E-9F0E-000000000001'), 'user: address is taken; user: id is taken', 'reports the reasons');
select is(pg_temp.brings(pg_temp.id(3), 'ｃarl@example.com', '{"emailVerified": true}'), '1 0 0', 'imports an address that only looks like another');
select is(u."emailVerified", false, 'does not mark it as verified') from neon_auth."user" u where u.email = 'carl@example.com';

select is(pg_temp.brings('text', 'text@example.com', format('{"twoFactorEnabled": true, "accounts": [
  {"providerId": "credential", "accountId": "x", "password": %s},
  {"providerId": "google", "accountId": "g"}, {"providerId": "google", "accountId": ""}]}', to_json(pg_temp.bcrypt('31')))), '1 0 0', 'J17: imports a user with a hash that is too costly');
select is(pg_temp.left_behind('text'), 'account of google: malformed, password: malformed or too costly, second factor: not taken over', 'leaves the hash out');
select is_empty($$ select * from neon_auth_api.find_credential('text@example.com') where user_id::text <> '00000000-0000-0000-0000-000000000000' $$, 'the user has no password');
select is(string_agg(a."providerId" || ' ' || a."accountId", ', '), 'google g', 'keeps the valid account')
from neon_auth.account a join neon_auth.imported_user i on i."userId" = a."userId" where i."sourceId" = 'text';
select is(pg_temp.brings(pg_temp.id(4), 'thief@example.com', '{"accounts": [{"providerId": "google", "accountId": "g"}]}'), '1 0 0', 'imports a user whose account is taken');
select is(pg_temp.left_behind(pg_temp.id(4)), 'account of google: is another user''s', 'leaves the account out');

select is(pg_temp.brings(pg_temp.id(70), 'keys@example.com', '{"passkeys": [
  {"name": "One", "publicKey": "AA==", "credentialID": "one", "counter": 4294967295, "deviceType": "singleDevice", "backedUp": false, "transports": "<b>", "createdAt": null},
  {"publicKey": "AA==", "credentialID": "one", "counter": 0, "deviceType": "singleDevice", "backedUp": false},
  {"publicKey": "AA==", "credentialID": "two", "counter": -1, "deviceType": "singleDevice", "backedUp": false}, {}, null, 5]}'), '1 0 0', 'imports a user with passkeys');
select is(pg_temp.left_behind(pg_temp.id(70)), 'passkey: is another user''s', 'leaves out those that are not one');
select is(string_agg(concat_ws(' ', p.name, p."credentialID", p.counter, coalesce(p.transports, 'none')), ','), 'One one 2147483647 none', 'keeps the valid one') from neon_auth.passkey p;

select is(pg_temp.brings(pg_temp.id(8), 'long@example.com', format('{"accounts": [{"providerId": "google", "accountId": "%s"}]}',
  (select string_agg(gen_random_uuid()::text, '') from generate_series(1, 200)))), '1 0 0', 'imports a user whose account id is too long for the index');
select is(pg_temp.left_behind(pg_temp.id(8)), 'account of google: malformed', 'leaves the account out and reports it');

select is(pg_temp.brings('00000000-0000-0000-0000-000000000000', 'zero@example.com', format('{"accounts": [{"providerId": "credential", "password": %s}]}',
  to_json(pg_temp.bcrypt('05')))), '1 0 0', 'imports a user with the all-zeros id');
select isnt(c.user_id::text, '00000000-0000-0000-0000-000000000000', 'with a new id, which can sign in') from neon_auth_api.find_credential('zero@example.com') c;

select is(i::text, '(2,0,2)', 'of rows with the same id or address, imports only the first')
from neon_auth.import_users('better-auth', jsonb_build_array(
  jsonb_build_object('id', pg_temp.id(5), 'email', 'twin@example.com'),
  jsonb_build_object('id', pg_temp.id(6), 'email', 'TWIN@example.com'),
  jsonb_build_object('id', upper(pg_temp.id(5)), 'email', 'third@example.com'),
  jsonb_build_object('id', pg_temp.id(7), 'email', 'Third@example.com'))) i;
select is((
  select count(*) from neon_auth.imported_user i where upper(i."sourceId") in (upper(pg_temp.id(5)), upper(pg_temp.id(6)), upper(pg_temp.id(7)))), 2::bigint, 'records the imported ids');

update neon_auth."user" set email = 'moved@example.com' where email = 'carl@example.com';
select is(pg_temp.brings(pg_temp.id(3), 'carl@example.com'), '0 0 1', 'skips a user who has changed their address here');
select is(pg_temp.left_behind(pg_temp.id(3)), 'user: has another address here', 'reports that they have another address');

select is(json_array_length(neon_auth.export_user(u.id) -> 'leftAtImport'), 3, 'the export contains the skipped parts')
from neon_auth."user" u where u.email = 'text@example.com';
select neon_auth.erase_user(u.id) from neon_auth."user" u where u.email = 'text@example.com';
select is(pg_temp.left_behind('text'), null, 'erase_user deletes them');
select is(pg_temp.brings('text', 'text@example.com'), '0 0 1', 'does not import an erased user again');
select is((s.reason, s.email)::text, '("removed here",)', 'does not store their address') from neon_auth.import_skipped s where s."sourceId" = 'text';
select is_empty($$ select from neon_auth.account a where a."accessToken" is not null and a."userId" in (select i."userId" from neon_auth.imported_user i) $$, 'imports no tokens of providers');

-- Stack Auth
create function pg_temp.stack(batch text) returns text
language sql as $$ select concat_ws(' ', i.imported, i.known, i.skipped) from neon_auth.import_users('stack-auth', batch::jsonb) i $$;
select is(pg_temp.stack('[{"id": "57ac0000-0000-4000-8000-000000000001", "primary_email": "Cy@Stack.test", "primary_email_verified": true, "display_name": "Cy",
  "signed_up_at_millis": 1577836800123, "has_password": true, "requires_totp_mfa": true, "has_metadata": true, "restricted_by_admin": true, "restricted_by_admin_reason": "spam",
  "oauth_providers": [{"id": "google", "account_id": "g1"}, {"id": "x", "account_id": "x1"}, {"id": "github"}, 7]}]'), '1 0 0', 'imports a user of Stack Auth');
select is((u.email, u.name, u."emailVerified", u."createdAt", u.banned, u."banReason")::text, ('cy@stack.test', 'Cy', true, '2020-01-01 00:00:00.123Z'::timestamptz, true, 'spam')::text, 'with the same id')
from neon_auth."user" u where u.id = '57ac0000-0000-4000-8000-000000000001';
select is((select string_agg(a."providerId" || ' ' || a."accountId", ', ' order by 1) from neon_auth.account a where a."userId" = '57ac0000-0000-4000-8000-000000000001'), 'google g1, twitter x1', 'and accounts');
select is(pg_temp.left_behind('57ac0000-0000-4000-8000-000000000001'), 'account of github: malformed, metadata: not taken over, password: not taken over, second factor: not taken over', 'reports what is left behind');
select is(pg_temp.stack('[{"id": "57ac0000-0000-4000-8000-000000000001", "primary_email": "cy@stack.test"}, {"id": "a", "primary_email": "a@stack.test"}, {"id": "a", "primary_email": "b@stack.test"},
  {"id": "c", "primary_email": "A@stack.test"}, {"id": "d", "primary_email": null}, {"id": "e", "primary_email": "e@stack.test", "is_anonymous": true}, {"primary_email": "f@stack.test"}, 7, null, [], {"id": {"x": 1}, "primary_email": ["g"]}]'),
  '1 1 9', 'skips who cannot be imported');
select is((select string_agg(s.reason, ', ' order by s.reason) from neon_auth.import_skipped s where s.source = 'stack-auth' and s.part = 'user' and s."sourceId" ~ '^[a-e]$'), 'address is taken, anonymous, listed twice, no address', 'with reasons');
select is(pg_temp.stack(jsonb_build_array(jsonb_build_object('id', repeat('x', 5000), 'primary_email', repeat('y', 100000) || '@stack.test'))::text), '0 0 1', 'whatever the size of id and address');
select is(pg_temp.stack('[{"id": "h", "primary_email": "h@stack.test", "signed_up_at_millis": "1e99", "profile_image_url": 7, "oauth_providers": {"id": "x"}}]'), '1 0 0', 'fields of a wrong type are ignored');

-- Users of Supabase who have only a phone number.
create function pg_temp.dials(n integer, phone text, fields text default '{}') returns text language sql as $$
  select concat_ws(' ', i.imported, i.known, i.skipped)
  from neon_auth.import_users('supabase', jsonb_build_array(jsonb_build_object(
    'id', pg_temp.id(n), 'email', null, 'phone', phone, 'phone_confirmed_at', '2021-01-01Z', 'encrypted_password', pg_temp.bcrypt('05'),
    'identities', jsonb_build_array(jsonb_build_object('provider', 'phone', 'provider_id', pg_temp.id(n)))) || fields::jsonb)) i
$$;
create function pg_temp.reached(n integer) returns text language sql as $$
  select concat_ws(' ', u.email, u."emailVerified", u."phoneNumber", u."phoneNumberVerified", (select count(*) from neon_auth.account a where a."userId" = u.id and a.password <> ''))
  from neon_auth."user" u where u.id = pg_temp.id(n)::uuid
$$;
select is(pg_temp.dials(300, '4915123456789'), '1 0 0', 'are imported');
select is(pg_temp.reached(300), '4915123456789@phone.invalid f +4915123456789 t 1', 'with the address of a sign-up by phone, and their password');
select is(pg_temp.left_behind(pg_temp.id(300)), null, 'nothing is left behind');
select is(pg_temp.dials(300, '4915123456789'), '0 1 0', 'once');
update neon_auth."user" set email = 'real@example.com' where id = pg_temp.id(300)::uuid;
select is(pg_temp.dials(300, '4915123456789'), '0 1 0', 'also after they have set an address here');
select is(pg_temp.dials(301, '+4915123456780', '{"email": ""}'), '1 0 0', 'in either spelling');
select is(pg_temp.dials(302, '4915123456789'), '0 0 1', 'not with the number of another user');
select is(pg_temp.left_behind(pg_temp.id(302)), 'user: phone number is another user''s', 'as is reported');
select is(pg_temp.dials(303, '4915123456781', '{"phone_confirmed_at": null}'), '0 0 1', 'not with a number that they have not proved');
select is(pg_temp.left_behind(pg_temp.id(303)), 'user: no address', 'as is reported');
select is(pg_temp.dials(304, '4915123456782', '{"deleted_at": "2021-01-01Z"}'), '0 0 1', 'nor if they were deleted there');
update neon_auth.project_config set plugin_configs = '{"phoneNumber": {"enabled": true, "config": {"signUpOnVerification": {"enabled": true, "tempEmailDomain": "phone.example.com"}}}}';
select is(pg_temp.dials(305, '4915123456783'), '1 0 0', 'at the domain of the settings');
select is(pg_temp.reached(305), '4915123456783@phone.example.com f +4915123456783 t 1', 'is their address');

select * from finish();
rollback;
