begin;
select plan(44);
\ir ../../testdata/people.sql

-- The acting user is the session's user, until the transaction ends.
select neon_auth_api.update_user('ada', '{"name": "Ada L."}');
select results_eq(
  $$ select entity, action, "actorId", before ->> 'name', after ->> 'name' from neon_auth.audit_log where action = 'update' $$,
  $$ values ('user', 'update', '5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid, 'Ada', 'Ada L.') $$, 'records who changed what, with the values before and after');
select is((select count(*) from neon_auth.audit_log l where l::text ~ 'hash of|secret'), 0::bigint, 'contains no secret');
select is((select count(*) from neon_auth.audit_log l where entity = 'session' and after ? 'token'), 0::bigint, 'contains no token');
select set_config('neon_auth.acting_user', 'no id', true);
select lives_ok($$ update neon_auth."user" set image = 'i' $$, 'an invalid setting does not block a change');

-- A truncate is recorded too.
savepoint before;
truncate neon_auth.account;
select is((entity, action, "databaseRole", before)::text, format('(account,truncate,%s,)', session_user), 'records a truncate') from neon_auth.audit_log order by id desc limit 1;
rollback to before;
select is_empty($$ select t.tgrelid::regclass from pg_trigger t where t.tgname = 'audit'
  and not exists (select from pg_trigger e where e.tgrelid = t.tgrelid and e.tgname = 'audit_truncate') $$, 'every audited table has a truncate trigger');

-- Only a sidecar can set the acting user.
create role forger bypassrls;
grant usage on schema neon_auth to forger;
grant select, update on neon_auth."user" to forger;
set local session authorization forger;
select set_config('neon_auth.acting_user', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', true);
update neon_auth."user" set image = 'forged';
reset session authorization;
select is((count(*), count("actorId"), min("databaseRole"))::text, '(3,0,forger)', 'records the role and no user for a forged setting')
from neon_auth.audit_log where after ->> 'image' = 'forged';

-- count_refusal adds up refusals in one row.
select neon_auth_api.count_refusal('ADA@example.com') from generate_series(1, 3);
select neon_auth_api.count_refusal('nobody@example.com');
select results_eq($$ select attempts from neon_auth.refused_sign_in order by 1 $$, $$ values (1), (3) $$, 'counts repeated refusals in one row');

-- Retention
select is(neon_auth.expire_audit(), 0, 'drops nothing when no partition is old');
insert into neon_auth.refused_sign_in values (now() - interval '5 years', '', '00000000-0000-0000-0000-000000000000');
select neon_auth_api.tidy_audit();
select is((select count(*) from neon_auth.refused_sign_in), 2::bigint, 'deletes old refusals');
-- Months are those of UTC in every time zone: a day or an hour off would empty the seals of a month that is kept.
create function pg_temp.kept(zone text, months integer) returns boolean language plpgsql as $$
declare
  first constant timestamptz := (date_trunc('month', now() at time zone 'UTC') - make_interval(months => months)) at time zone 'UTC';
begin
  update neon_auth.project_config set options = jsonb_build_object('audit', jsonb_build_object('retentionMonths', months));
  delete from neon_auth.refused_sign_in;
  insert into neon_auth.refused_sign_in
  select first - n * interval '1 minute', '', '00000000-0000-0000-0000-000000000000' from generate_series(0, 1) n;
  perform set_config('TimeZone', zone, true), neon_auth.expire_audit(), set_config('TimeZone', 'UTC', true);
  return (select count(*) = 1 and min(r.minute) = first from neon_auth.refused_sign_in r);
end
$$;
savepoint zones;
select is_empty(
  $$ select zone, months from unnest('{UTC,Europe/Berlin,America/Los_Angeles,Asia/Tokyo,Pacific/Kiritimati}'::text[]) zone,
       generate_series(1, 12) months, lateral (select pg_temp.kept(zone, months)) k (kept) where kept is not true $$,
  'keeps whole months of UTC');
rollback to zones;

-- erase_user, export_user
select throws_ok($$ select neon_auth.export_user(gen_random_uuid()) $$, 'NA404', 'User not found', 'fails for an unknown user');
insert into neon_auth.verification (identifier, value, "expiresAt") values
  ('sign-in-otp-nada@example.com', 'x', now()), ('forget-password-otp-nada@example.com', 'x', now()), ('a link', '{"email" : "ADA@Example.com"}', now()), ('sign-in-otp-ada@example.com', 'x', now());
insert into neon_auth.outbox (kind, recipient, facts) values
  ('any', 'bob@example.com', '{"by": "nada@example.com"}'), ('any', 'bob@example.com', '{"by": "ada@example.com.au"}'),
  ('any', 'bob@example.com', '{"by": "Ask ada@example.com."}'), ('any', 'bob@example.com', '{"by": ""}');
select is(json_array_length(neon_auth.export_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001') -> 'verifications'), 3, 'exports the user''s codes and links');
select neon_auth.erase_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001');
select neon_auth.erase_user(neon_auth.create_user('nameless@example.com'));
select is(string_agg(v.identifier, ' ' order by v.identifier), 'forget-password-otp-nada@example.com sign-in-otp-nada@example.com', 'deletes them, and keeps those of similar addresses')
from neon_auth.verification v where v."expiresAt" = now();
select is(string_agg(o.facts ->> 'by', ' ' order by o.facts ->> 'by'), ' ada@example.com.au nada@example.com', 'keeps mails to other users')
from neon_auth.outbox o where o.recipient = 'bob@example.com';
select is((select count(*) from neon_auth.audit_log l where l::text ~ 'ada@|Ada'), 0::bigint, 'leaves no personal data');

-- Coverage: every table is either audited or has a reason, so that a new one fails here.
select set_eq(
  $$ select c.relname::text from pg_class c
    where c.relnamespace = 'neon_auth'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition $$,
  $$ select name from neon_auth_internal.audit_coverage $$, 'every table is listed');
select is_empty($$ select name from neon_auth_internal.audit_coverage where mode is distinct from 'all' and reason is null $$, 'every exception has a reason');
select set_eq(
  $$ select c.relname::text, t.tgname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where t.tgname in ('audit', 'audit_truncate') and t.tgenabled <> 'D' $$,
  $$ select c.name as relname, g.tgname from neon_auth_internal.audit_coverage c, (values ('audit'), ('audit_truncate')) g (tgname)
    where c.mode is not null $$, 'every listed table has its triggers');
select is_empty(
  $$ select c.name as relname, h.name from neon_auth_internal.audit_coverage c, unnest(c.hidden) h (name)
    where not exists (select from pg_attribute a where a.attrelid = format('neon_auth.%I', c.name)::regclass and a.attname = h.name) $$,
  'hidden columns exist');

-- Changes by SQL are recorded for tables that the API does not record itself, without secrets.
create function pg_temp.recorded(statement text)
returns text
language plpgsql
as $$
declare
  newest bigint := coalesce((select max(l.id) from neon_auth.audit_log l), 0);
begin
  execute statement;
  return (
    select string_agg(concat_ws(' ', l.entity, l.action, l.before, l.after), ', ' order by l.id)
    from neon_auth.audit_log l where l.id > newest);
end
$$;
insert into neon_auth."user" (id, name, email, "emailVerified") values ('5a14a3a0-0f0e-4c0e-9f0e-00000000000a', 'A', 'a@b.co', true);
select matches(pg_temp.recorded(c.statement), c.expected, c.statement)
from (values
  ($$ insert into neon_auth.sign_up_rule (action, email) values ('allow', '*@example.com') $$, '^sign_up_rule insert .*example.com'),
  ($$ update neon_auth.sign_up_rule set action = 'deny' $$, '^sign_up_rule update {"action": "allow"} {"action": "deny"}'),
  ($$ delete from neon_auth.sign_up_rule $$, '^sign_up_rule delete'),
  ($$ update neon_auth.jwks set "publicKey" = '{"x": 1}', "privateKey" = 'hidden' $$, '^jwks update (?!.*hidden).*publicKey.*"privateKey": "changed"'),
  ($$ delete from neon_auth.jwks $$, '^jwks delete (?!.*hidden)'),
  ($$ truncate neon_auth.jwks $$, '^jwks truncate$'),
  ($$ insert into neon_auth.verification (identifier, value, "expiresAt") values ('reset-password:hidden', '5a14a3a0-0f0e-4c0e-9f0e-00000000000a', now()) $$,
    '^verification insert (?!.*hidden).*"purpose": "reset-password"'),
  ($$ update neon_auth.verification set value = 'hidden' where identifier = 'reset-password:hidden' $$, '^verification update (?!.*hidden).*"value": "changed"'),
  ($$ update neon_auth.verification set "expiresAt" = 'infinity' where value = 'hidden' $$, '^verification update .*infinity'),
  ($$ delete from neon_auth.verification where value = 'hidden' $$, '^verification delete (?!.*hidden)'),
  ($$ insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
    values ('hidden', '5a14a3a0-0f0e-4c0e-9f0e-00000000000a', 'infinity', now()) $$, '^session insert (?!.*hidden)'),
  ($$ update neon_auth.session_origin set branch = 'ep-other' $$, '^session_origin update .*ep-other'),
  ($$ update neon_auth.session set "expiresAt" = now() where token = 'hidden' $$, '^session update {"expiresAt": "infinity"}'),
  ($$ select neon_auth.expire_sessions() $$, '^session delete (?!.*hidden)'),
  ($$ update neon_auth.branch_seed set seed = 'hidden' $$, '^branch_seed update (?!.*hidden|.*68696464).*"seed": "changed"'),
  ($$ insert into neon_auth.branch_alias (fingerprint, branch) values ('here', 'ep-0123456789abcdef') $$, '^branch_alias insert'),
  ($$ update neon_auth.context_secret set secret = 'hidden' $$, '^context_secret update (?!.*68696464)'),
  ($$ update neon_auth.project_config set trusted_origins = '["https://evil.example"]' $$, '^project_config update .*evil.example'),
  ($$ update neon_auth.outbox set recipient = 'hidden', sealed = null $$, '^outbox update (?!.*hidden).*"recipient": "changed"'),
  ($$ delete from neon_auth.outbox where recipient = 'hidden' $$, '^outbox delete (?!.*hidden)'),
  ($$ select neon_auth.grant_read('forger') $$, '^public_columns grant {"roles": ."forger".}'),
  ($$ select neon_auth.trust_claims_from('{forger}') $$, '^claims_source grant {"roles": ."forger".}')
) c (statement, expected);

-- Long values are recorded by their beginning and hash.
select is(
  neon_auth_internal.shorten_values(jsonb_build_object('a', repeat('é', 500), 'b', 'short', 'c', null), 256),
  jsonb_build_object(
    'a', repeat('é', 64) || '… (1000 bytes, sha256 ' || encode(sha256(convert_to(repeat('é', 500), 'UTF8')), 'hex') || ')',
    'b', 'short', 'c', null), 'shortens a long value');
select is(neon_auth_internal.shorten_values('{"a": "b"}', 256), '{"a": "b"}', 'keeps short values');
select * from finish();
rollback;
