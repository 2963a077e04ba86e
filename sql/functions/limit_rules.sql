-- Rate limits of paths: attempts in a number of seconds, per client address. The first rule that matches applies. The
-- first three are Better Auth's. Its limit for other paths, 100 in 10 seconds, is not worth a row for each request.
create view neon_auth_internal.limit_rule as
select r.position, r.paths, r.attempts, r.seconds
from (
  values
    (1, '^/(email-otp/|sign-in/email-otp$|forget-password/email-otp$)', 3, 60),
    (2, '^/(sign-in/magic-link|magic-link/verify)', 5, 60),
    (3, '^/(sign-in|sign-up|change-password|change-email)', 3, 10),
    (4, '^/(request-password-reset|reset-password|send-verification-email|verify-|callback|oauth2|link-social)', 100, 10),
    (5, '^/users-sync/', 600, 10),
    (6, '^/two-factor/', 3, 10),
    (7, '^/passkey/', 100, 60),
    (8, '^/one-time-token/', 30, 10),
    (9, '^/phone-number/', 10, 60),
    (10, '^/is-username-available', 20, 60)
) as r (position, paths, attempts, seconds);

-- How many mails of a kind a recipient gets per hour: caused by one client, and in total. Kinds with the same suffix
-- are counted together. Beyond the limit, a quiet mail is dropped silently; for other kinds the request is refused.
create view neon_auth_internal.mail_rule as
select r.kind, r.suffix, r.of_client, r.of_recipient, r.quiet
from (
  values
    ('sign-in-otp', '', 10, 20, false),
    ('email-verification-otp', '', 10, 20, false),
    ('forget-password-otp', '', 10, 20, false),
    ('email-verification-link', '', 10, 20, false),
    ('forget-password-link', '', 10, 20, false),
    ('magic-link', '', 10, 20, false),
    ('already-registered', '', 10, 20, false), -- refused as the verification mail of a free address is
    ('change-email-link', ' (account)', 10, 20, false),
    ('delete-account-link', ' (account)', 10, 20, false),
    ('password-changed', ' (notice)', 20, 20, true),
    ('email-changed', ' (notice)', 20, 20, true),
    ('two-factor-otp', '', 10, 20, false),
    ('two-factor-enabled', ' (notice)', 20, 20, true),
    ('two-factor-changed', ' (notice)', 20, 20, true),
    ('two-factor-disabled', ' (notice)', 20, 20, true),
    ('two-factor-reset', ' (notice)', 20, 20, true),
    ('phone-number-added', ' (notice)', 20, 20, true),
    ('phone-number-removed', ' (notice)', 20, 20, true),
    ('passkey-added', ' (notice)', 20, 20, true),
    ('passkey-removed', ' (notice)', 20, 20, true),
    ('passkey-copied', ' (notice)', 20, 20, true),
    ('invitation', ' (invitation)', 10, 20, false),
    ('test', ' (test)', 10, 20, false) -- of the mail server's settings, by the management API
) as r (kind, suffix, of_client, of_recipient, quiet);

-- How often a user's password or code may be tried: a number of free attempts per client, and in total, then with a
-- delay in seconds that doubles. A code is valid for 15 minutes: three attempts stay three, however many codes are
-- requested.
create view neon_auth_internal.attempt_rule as
select r.purpose, r.free, r.clients, r.first, r.longest
from (
  values
    ('password', 5, 10, 2, 900),
    ('code to sign-in', 3, 3, 900, 900),
    ('code to email-verification', 3, 3, 900, 900),
    ('code to forget-password', 3, 3, 900, 900)
) as r (purpose, free, clients, first, longest)
union all
select 'code to a phone', o.attempts, o.attempts, 900, 900
from neon_auth_internal.phone_option o;

-- How many requests that change data a writer may send in a number of seconds, on all paths together. A writer is a
-- user, an administrator, or the address of an unauthenticated client.
create view neon_auth_internal.write_rule as
select r.writer, r.requests, r.seconds
from (
  values
    ('user', 300, 60),
    ('user', 3000, 3600),
    ('administrator', 3000, 60),
    ('administrator', 30000, 3600),
    ('address', 300, 60),
    ('address', 3000, 3600)
) as r (writer, requests, seconds);

-- How many text messages are sent in a number of seconds: caused by one client, to one number, to numbers that begin
-- with the same seven digits (about an operator's range), to a country, and in total. Each is a setting,
-- plugin_configs.phoneNumber.config.limits.NAME. See neon_auth_internal.count_sms.
create view neon_auth_internal.sms_rule as
select r.position, r.scope, neon_auth_internal.setting(o.limits, array[r.setting], r.messages) as messages, r.seconds
from neon_auth_internal.phone_option o
cross join (
  values
    (1, 'client', 'clientPerHour', 20, 3600),
    (2, 'number', 'numberPerHour', 5, 3600),
    (3, 'number', 'numberPerDay', 10, 86400),
    (4, 'prefix', 'prefixPerHour', 30, 3600),
    (5, 'country', 'countryPerHour', 500, 3600),
    (6, 'total', 'totalPerHour', 1000, 3600)
) as r (position, scope, setting, messages, seconds);
