-- mail_kind lists the kinds of mail, with the variables that neon_auth.mail_template may use, and the one that its html
-- and text must show (null: none).
create view neon_auth_internal.mail_kind as
select k.kind, '{app,email}'::text[] || k.more as variables, k.required
from (
  values
    ('sign-in-otp', '{code,minutes}'::text[], 'code'),
    ('email-verification-otp', '{code,minutes}', 'code'),
    ('forget-password-otp', '{code,minutes}', 'code'),
    ('email-verification-link', '{link,minutes}', 'link'),
    ('forget-password-link', '{link,minutes}', 'link'),
    ('change-email-link', '{link,minutes,newEmail}', 'link'),
    ('delete-account-link', '{link,minutes}', 'link'),
    ('magic-link', '{link,minutes}', 'link'),
    ('invitation', '{link,minutes,organization,inviter}', 'link'),
    ('set-password-link', '{link,minutes}', 'link'),
    ('password-changed', '{}', null),
    ('email-changed', '{}', null),
    ('already-registered', '{}', null),
    ('two-factor-otp', '{code,minutes}', 'code'),
    ('two-factor-enabled', '{}', null),
    ('two-factor-changed', '{}', null),
    ('two-factor-disabled', '{}', null),
    ('two-factor-reset', '{}', null),
    ('phone-number-added', '{}', null),
    ('phone-number-removed', '{}', null),
    ('passkey-added', '{}', null),
    ('passkey-removed', '{}', null),
    ('passkey-copied', '{}', null)
) as k (kind, more, required);
