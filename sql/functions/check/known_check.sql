-- known_check lists the checks of production_check that Postgres can make: the message when there is no problem, the
-- topic of `neonauth help`, and the statement that mends a problem, in which %s is the problem's "mend". A problem of a check
-- without %s may have its own statement. A new check needs a line here, and problems in one of *_check_problems.
create view neon_auth_internal.known_check as
select *
from (
  values
    (10, 'release', 'The installed release is this program''s.', 'running', 'neonauth migrate'),
    (20, 'postgres-version', 'This version of Postgres is maintained.', 'running', 'Upgrade Postgres with pg_upgrade, or by dump and restore'),
    (30, 'durability', 'Postgres writes each change to disk before it confirms it.', 'running', 'alter system set %s = on; select pg_reload_conf()'),
    (40, 'backups', 'Backups are known.', 'backup', 'select neon_auth.set(''operation.backups'', ''pg_dump every night to another machine'')'),
    (50, 'connections', 'There are enough connections.', 'running', ''),
    (60, 'autovacuum', 'Autovacuum is on.', 'running', ''),
    (70, 'jit', 'Queries are not compiled by JIT.', 'policies', ''),
    (80, 'bloat', 'Autovacuum removes dead rows in time.', 'running', 'vacuum (analyze) %s'),
    (100, 'trusted-domains', 'The trusted origins use https.', 'dba', 'select neon_auth.set(''trusted_origins'', ''https://app.example.com'')'),
    (110, 'localhost', 'Pages on localhost are not trusted.', 'dba', 'select neon_auth.set(''allow_localhost'', ''false'')'),
    (120, 'verification', 'Addresses are verified before a password signs in.', 'mail', 'select neon_auth.set(''email_and_password.requireEmailVerification'', ''true''), neon_auth.set(''email_and_password.sendVerificationEmailOnSignUp'', ''true''), neon_auth.set(''email_and_password.sendVerificationEmailOnSignIn'', ''true'')'),
    (130, 'providers', 'Sign-in providers have credentials of their own.', 'oauth', 'select neon_auth.set(''social_providers'', ''[{"id": "%s", "clientId": "…", "clientSecret": "…"}]'')'),
    (140, 'strict', 'All strict options are on.', 'compatibility', 'select neon_auth.set(''%s'', ''true'')'),
    (150, 'rate-limits', 'Requests are limited.', 'threats', 'select neon_auth.set(''rateLimit.enabled'', ''true'')'),
    (160, 'settings', 'No setting is wrong or contradicts another.', 'dba', 'select * from neon_auth.settings_advice'),
    (170, 'sealed-secrets', 'No secret is stored in clear.', 'threats', 'neonauth serve'),
    (180, 'webhook', 'Events reach the webhook.', 'webhooks', 'select * from neon_auth.list_events(''failed'')'),
    (190, 'outbox', 'Mail is delivered.', 'mail', 'select neon_auth.confirm_branch()'),
    (200, 'signing-key', 'The key that signs tokens is recent.', 'running', 'neonauth keys rotate'),
    (205, 'secret-age', 'NEONAUTH_SECRET is not known to be old.', 'running', 'NEONAUTH_SECRET_PREVIOUS=<the present one> NEONAUTH_SECRET=$(openssl rand -hex 32) neonauth serve'),
    (210, 'client-addresses', 'Sessions have the addresses of their clients.', 'running', ''),
    (300, 'sidecar-login', 'The sidecar''s login can only call the API.', 'threats', 'create role neonauth login password ''…'' in role neon_auth_sidecar'),
    (310, 'owner-logins', 'One login at most belongs to role neon_auth.', 'threats', ''),
    (320, 'secret-readers', 'No other role can read passwords, tokens and keys.', 'threats', ''),
    (325, 'management-keys', 'No management key is older than a year.', 'management', 'neonauth key revoke %s'),
    (330, 'claims', 'Not every login may set claims.', 'postgrest', 'select neon_auth.trust_claims_from()'),
    (340, 'app-triggers', 'No trigger of the app blocks changes.', 'dba', ''),
    (345, 'anonymous-rows', 'Rows of anonymous users can move.', 'anonymous', 'select neon_auth.allow_moves(%s)'),
    (350, 'row-security', 'Tables that refer to users have row security.', 'policies', 'alter table %s enable row level security'),
    (360, 'policies', 'Policies compute the user once per query.', 'policies', '')
) as c (position, name, fine, topic, mend);

-- A check_problem is a failed check: warning or failure, what is wrong, and what mends it: see known_check.
create type neon_auth_internal.check_problem as (name text, state text, message text, mend text);
