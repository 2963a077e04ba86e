begin;
select plan(53);
\ir ../../testdata/people.sql

-- Problems of a check, as "state: message | mend"; "ok" when there is none.
create function pg_temp.found(name text) returns text
language sql as $$
  select string_agg(case c.state when 'ok' then 'ok' else concat_ws(' | ', c.state || ': ' || c.message, nullif(c.mend, '')) end, E'\n')
  from neon_auth.production_check c where c."check" = name
$$;
-- Tries a fault and returns whether its check names it. The fault is reverted.
create function pg_temp.names(fault text, name text, pattern text) returns text
language plpgsql as $$
declare
  before constant text := pg_temp.found(name);
  after text;
begin
  begin
    execute fault;
    after := pg_temp.found(name);
    raise exception 'revert' using errcode = 'ZZ999';
  exception when sqlstate 'ZZ999' then
    null;
  end;
  return case when before ~ pattern then 'before: ' || before when after ~ pattern then 'named' else coalesce(after, 'no row') end;
end
$$;

-- A good installation.
select neon_auth.set('trusted_origins', 'https://app.example.com');
select neon_auth.set('allow_localhost', 'false');
select neon_auth.set('email_and_password.requireEmailVerification', 'true');
select neon_auth.set('email_and_password.sendVerificationEmailOnSignIn', 'true');
select neon_auth.set('social_providers', '[{"id": "google", "clientId": "x", "clientSecret": "v1.a.b"}]');
select neon_auth.set('operation.backups', 'pg_dump every night');
set local jit = off;
set local synchronous_commit = on;
set local quote_all_identifiers = off;
-- The server and the login of the tests are no good ones.
select is_empty($$ select * from neon_auth.production_check where state <> 'ok' and "check" not in ('durability', 'owner-logins', 'postgres-version') $$, 'finds nothing in a good installation');
select is((select count(*) from neon_auth.production_check where message <> '' and topic <> '' and (mend = '') = (state = 'ok')), (select count(*) from neon_auth.production_check), 'says what it has checked, and how to mend what it has found');
select is((select count(distinct name) from neon_auth_internal.known_check), (select count(distinct "check") from neon_auth.production_check), 'each check has a row');

select is(pg_temp.names(f.fault, f.name, f.pattern), 'named', f.name || ': ' || left(f.fault, 100))
from (values
  ($$select neon_auth.set('trusted_origins', null)$$, 'trusted-domains', '^warning: No origin'),
  ($$select neon_auth.set('trusted_origins', 'https://a.example.com,http://b.example.com')$$, 'trusted-domains', '^failure: The trusted origin http://b.example.com'),
  ($$select neon_auth.set('trusted_origins', '*.example.com')$$, 'trusted-domains', '^failure: The trusted origin [*].example.com also matches http'),
  ($$select neon_auth.set('trusted_origins', 'https://a.example.com,HTTP*://b.example.com')$$, 'trusted-domains', '^failure: The trusted origin HTTP[*]://b.example.com also'),
  ($$select neon_auth.set('allow_localhost', 'true')$$, 'localhost', 'failure.*neon_auth.set\(''allow_localhost'', ''false''\)'),
  ($$delete from neon_auth.project_config$$, 'localhost', 'failure'),
  ($$select neon_auth.set('email_and_password.requireEmailVerification', 'false')$$, 'verification', 'warning'),
  ($$select neon_auth.set('social_providers', '[{"id": "google", "isShared": true}]')$$, 'providers', 'failure: Provider google has no credentials.*"id": "google"'),
  ($$select neon_auth.set('social_providers', '[{"id": "github"}]')$$, 'providers', 'Provider github'),
  ($$select neon_auth.set('strictOrigin', 'false')$$, 'strict', 'warning: strictOrigin is off.*set\(''strictOrigin'''),
  ($$select neon_auth.set('strict', 'false')$$, 'strict', 'strictOwner(.|\n)*strictProof'),
  ($$select neon_auth.set('rateLimit.enabled', 'false')$$, 'rate-limits', 'failure'),
  ($$select neon_auth.set('trusted_origins', 'https://*')$$, 'settings', 'A pattern matches sites of anyone'),
  ($$select neon_auth.set('email_provider.password', 'in clear')$$, 'sealed-secrets', '1 secret is stored in clear'),
  ($$insert into neon_auth.outbox (kind, recipient, facts, "createdAt", branch) values ('x', 'a@example.com', '{}', now() - interval '1 hour', neon_auth.branch_identity())$$, 'outbox', 'failure: 1 messages have waited'),
  ($$insert into neon_auth.outbox (kind, recipient, facts, state, "lastError", "finishedAt", branch) values ('x', 'a@example.com', '{}', 'dead', 'no such host', now(), neon_auth.branch_identity())$$, 'outbox', 'warning: 1 messages.*no such host'),
  ($$delete from neon_auth.branch_confirmation$$, 'outbox', 'copy, and holds its mail.*confirm_branch'),
  ($$update neon_auth.jwks set "createdAt" = now() - interval '300 days'$$, 'signing-key', '300 days old.*keys rotate'),
  ($$update neon_auth.jwks set "createdAt" = now() - interval '500 days', "privateKey" = 'v1.a.b'$$, 'secret-age', 'in use since at least .*NEONAUTH_SECRET_PREVIOUS'),
  ($$with u as (insert into neon_auth."user" (name, email, "emailVerified") select 'x', n || '@x.example.com', true from generate_series(1, 12) n returning id)
    , gone as (delete from neon_auth.session) insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt", "ipAddress") select id, id::text, now() + interval '1 day', now(), '10.0.0.9' from u$$,
    'client-addresses', 'NEONAUTH_TRUSTED_PROXIES=10.0.0.9/32'),
  ($$set local jit = on$$, 'jit', 'alter database .* set jit = off'),
  ($$alter table neon_auth.session set (autovacuum_enabled = false)$$, 'autovacuum', 'Autovacuum is off for neon_auth.session'),
  ($$select neon_auth.set('operation.backups', null)$$, 'backups', 'no other backup is known'),
  ($$set local synchronous_commit = off$$, 'durability', 'synchronous_commit is off: a crash loses'),
  ($$create role reader; grant select on neon_auth.account to reader$$, 'secret-readers', 'failure: Role reader may read secrets in neon_auth.account.*revoke select'),
  ($$create role reader; grant select ("privateKey") on neon_auth.jwks to reader$$, 'secret-readers', 'jwks'),
  ($$create role reader; grant select on neon_auth."twoFactor" to reader$$, 'secret-readers', 'Role reader may read secrets in neon_auth."twoFactor".*revoke select'),
  ($$create role reader; grant select (plugin_configs) on neon_auth.project_config to reader$$, 'secret-readers', 'project_config'),
  ($$create role reader; grant select on neon_auth_management.key to reader$$, 'secret-readers', 'neon_auth_management.key'),
  ($$grant select on neon_auth.session to public$$, 'secret-readers', 'Role public .*from public'),
  ($$create role reader login in role pg_read_all_data$$, 'secret-readers', 'reader belongs to pg_read_all_data'),
  ($$create role "serves all" login bypassrls in role neon_auth_sidecar$$, 'sidecar-login', '"serves all" bypasses row security'),
  ($$create role one login in role neon_auth; create role two login in role neon_auth$$, 'owner-logins', 'one, two|one.*two'),
  ($$insert into neon_auth_management.key (name, hash, start, read_only, created_at) values ('old ci', sha256('x'), 'nak_abc', false, now() - interval '400 days')$$, 'management-keys', 'Management key old ci .* 400 days old, and was last used never.*key revoke'),
  ($$grant references on auth.claims_source to public$$, 'claims', 'failure.*trust_claims_from'),
  ($$create function public.f() returns trigger language plpgsql as 'begin return new; end'; create role app; alter function public.f() owner to app; create trigger t before insert on neon_auth."user" for each row execute function public.f()$$, 'app-triggers', 'trigger t on neon_auth."?user"? would run'),
  ($$create table public.note (author uuid references neon_auth."user")$$, 'row-security', 'warning: Table (public\.)?note .*alter table (public\.)?note enable'),
  ($$create table public.note (author uuid references neon_auth."user"); grant select on public.note to authenticated$$, 'row-security', 'failure'),
  ($$create table public.note (author uuid references neon_auth."user"); alter table public.note enable row level security; create policy own on public.note using (author = auth.uid())$$, 'policies', 'select auth.uid')
) as f (fault, name, pattern);

-- A new column with a secret must be listed, too.
select is_empty($$
  select c.relname, a.attname
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p') and not c.relispartition
  join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('neon_auth', 'neon_auth_management')
  where a.attnum > 0 and not a.attisdropped and a.atttypid in ('text'::regtype, 'bytea'::regtype)
    and a.attname ~* '(secret|token|sealed|hash|password|private|seed|codes)' and (c.relname, a.attname) not in (('audit_seal', 'hash'), ('audit_horizon', 'hash'), ('installation', 'functions_hash'), ('unbound_seal', 'hash'))
    and pg_temp.names(format('create role reader; grant select (%I) on %I.%I to reader', a.attname, n.nspname, c.relname), 'secret-readers', 'Role reader may read') <> 'named'
$$, 'names who may read any column with a secret');
select results_eq(
  $$ select neon_auth_internal.is_archiving_nothing(mode, command, library) from (values
    ('off', '(disabled)', null), ('on', '(disabled)', null), ('on', '', ''), ('always', ' ', ''), ('on', 'cp %p /x/%f', ''), ('on', '', 'basic_archive'), ('on', 'cp', null)) as t (mode, command, library) $$,
  $$ values (false), (true), (true), (true), (false), (false), (false) $$, 'archiving that archives nothing');

-- What a sidecar passes on.
select is((select state || ': ' || message from neon_auth_api.list_checks(99, 'x', 10) where "check" = 'release'), 'failure: Release 1 is installed, and this program is release 99.', 'names another release');
select is((select state from neon_auth_api.list_checks((select release from neon_auth.installation), 'x', 10) where "check" = 'release'), 'warning', 'names another build');
select is((select state from neon_auth_api.list_checks((select release from neon_auth.installation), (select functions_hash from neon_auth.installation), 10) where "check" = 'release'), 'ok', 'accepts its own');
select is((select state from neon_auth_api.list_checks(1, '', 10000) where "check" = 'connections'), 'failure', 'names too many connections');
select is((select state from neon_auth_api.list_checks(1, '', 3) where "check" = 'connections'), 'ok', 'accepts few');
create role mighty superuser login;
set local session authorization mighty;
select is((select state from neon_auth_api.list_checks(1, '', 3) where "check" = 'sidecar-login'), 'failure', 'names a sidecar that is a superuser');
reset session authorization;
select ok(has_table_privilege('pg_database_owner', 'neon_auth.production_check', 'select') and not has_table_privilege('neon_auth_sidecar', 'neon_auth.production_check', 'select'), 'the database owner reads it');
select is_empty($$ select * from neon_auth.production_check c where c::text ~ 'hash of|v1[.]a' $$, 'shows no secret');
select results_eq(
  $$ select neon_auth_internal.is_bloated(dead, live) from (values (10000, 0), (10001, 9000), (10001, 20000), (5000000, 20000000), (7000000, 20000000)) as t (dead, live) $$,
  $$ values (false), (true), (false), (false), (true) $$, 'bloat: more dead rows than live ones, and less of a large table');

select * from finish();
rollback;
