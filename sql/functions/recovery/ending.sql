-- ending is the table of facts that end earlier mails and sessions of a user. Triggers detect the facts (see
-- end_by_*.sql), so that the API, SQL and imports behave alike.
--   added     the user gets a password           changed   the user replaces it, knowing the old one
--   replaced  it is replaced by a reset, an administrator or SQL, or removed by SQL
--   email     the address changes                banned    the user is banned        unbanned  the ban is lifted
--   demoted   the user is no longer an administrator
--   revoked   all or all other sessions are revoked at once
--   removed   the user is deleted
-- name and holder select rows of verification: by their name and the user's id or address, by the user's phone number and
-- their name, or by the beginning of their
-- name and the user's id as value.
create view neon_auth_internal.ending as
select *
from (
  values
    --                                                       added chang replc email bannd unban demot revok remvd
    ('reset link',        'reset-password:',         'value',   true, true, true, true, true, true,false,false, true),
    ('delete link',       'delete-account-',         'value',   true, true, true, true, true, true,false, true, true),
    ('verification link', 'verify-email-',           'value',   true, true, true, true, true, true,false,false, true),
    ('change-email link', 'change-email-',           'id',      true, true, true, true, true, true,false, true, true),
    ('reset code',        'forget-password-otp-',    'address', true, true, true, true, true, true,false,false, true),
    ('sign-in code',      'sign-in-otp-',            'address', true, true, true, true, true, true,false,false, true),
    ('verification code', 'email-verification-otp-', 'address', true, true, true, true, true, true,false,false, true),
    ('magic link',        null,                      'magic',   true, true, true, true, true, true,false,false, true),
    ('phone code',        '',                        'phone',   true, true, true, true, true, true,false,false, true),
    ('phone reset code',  '-request-password-reset', 'phone',   true, true, true, true, true, true,false,false, true),
    ('phone reset',       'phone-reset:',            'value',   true, true, true, true, true, true,false,false, true),
    ('session',           null,                      null,     false,false, true,false, true,false,false,false, true),
    ('impersonation',     null,                      null,     false,false, true, true, true,false, true, true, true),
    ('second step',       '2fa-',                    'value',   true, true, true, true, true, true,false, true, true),
    ('passkey challenge', 'passkey-',                'value',   true, true, true, true, true, true,false, true, true),
    ('trusted browser',   'trust-device-',           'value',  false, true, true,false, true,false,false, true, true),
    ('invitation',        null,                      null,     false,false, true,false, true,false,false,false, true)
) as e (artefact, name, holder, added, changed, replaced, email, banned, unbanned, demoted, revoked, removed);
