-- known_endpoint lists the paths of the API, so that a setting cannot name one that does not exist. A new route needs an entry
-- here: TestKnownEndpoints compares the list with the API's document.
create view neon_auth_internal.known_endpoint as
select e.path
from (
  values
    ('/.well-known/jwks.json'), ('/account-info'), ('/admin/ban-user'), ('/admin/create-user'), ('/admin/get-user'),
    ('/admin/has-permission'), ('/admin/impersonate-user'), ('/admin/list-user-sessions'), ('/admin/list-users'),
    ('/admin/remove-user'), ('/admin/revoke-user-session'), ('/admin/revoke-user-sessions'), ('/admin/set-role'),
    ('/admin/set-user-password'), ('/admin/stop-impersonating'), ('/admin/unban-user'), ('/admin/update-user'),
    ('/callback/:id'), ('/change-email'), ('/change-password'), ('/delete-anonymous-user'), ('/delete-user'),
    ('/delete-user/callback'), ('/email-otp/check-verification-otp'), ('/email-otp/passcode'),
    ('/email-otp/request-password-reset'), ('/email-otp/reset-password'), ('/email-otp/send-verification-otp'),
    ('/email-otp/verify-email'), ('/error'), ('/forget-password/email-otp'), ('/get-access-token'), ('/get-session'),
    ('/is-username-available'), ('/jwks'), ('/jwt'), ('/link-social'), ('/list-accounts'), ('/list-sessions'),
    ('/magic-link/verify'), ('/multi-session/list-device-sessions'), ('/multi-session/revoke'),
    ('/multi-session/set-active'), ('/oauth2/callback/:id'), ('/oauth2/link'), ('/ok'), ('/one-time-token/generate'),
    ('/one-time-token/verify'), ('/open-api/generate-schema'), ('/organization/accept-invitation'),
    ('/organization/add-team-member'), ('/organization/cancel-invitation'), ('/organization/check-slug'),
    ('/organization/create'), ('/organization/create-role'), ('/organization/create-team'), ('/organization/delete'),
    ('/organization/delete-role'), ('/organization/get-active-member'), ('/organization/get-active-member-role'),
    ('/organization/get-full-organization'), ('/organization/get-invitation'), ('/organization/get-role'),
    ('/organization/has-permission'), ('/organization/invite-member'), ('/organization/leave'),
    ('/organization/list'), ('/organization/list-invitations'), ('/organization/list-members'),
    ('/organization/list-roles'), ('/organization/list-team-members'), ('/organization/list-teams'),
    ('/organization/list-user-invitations'), ('/organization/list-user-teams'), ('/organization/reject-invitation'),
    ('/organization/remove-member'), ('/organization/remove-team'), ('/organization/remove-team-member'),
    ('/organization/set-active'), ('/organization/set-active-team'), ('/organization/update'),
    ('/organization/update-member-role'), ('/organization/update-role'), ('/organization/update-team'),
    ('/passkey/delete-passkey'), ('/passkey/generate-authenticate-options'), ('/passkey/generate-register-options'),
    ('/passkey/list-user-passkeys'), ('/passkey/update-passkey'), ('/passkey/verify-authentication'),
    ('/passkey/verify-registration'), ('/phone-number/request-password-reset'), ('/phone-number/reset-password'),
    ('/phone-number/send-otp'), ('/phone-number/verify'), ('/reference'), ('/refresh-token'),
    ('/request-password-reset'), ('/reset-password'), ('/reset-password/:token'), ('/revoke-all-sessions'),
    ('/revoke-other-sessions'), ('/revoke-session'), ('/revoke-sessions'), ('/send-verification-email'),
    ('/sign-in/anonymous'), ('/sign-in/email'), ('/sign-in/email-otp'), ('/sign-in/magic-link'), ('/sign-in/oauth2'),
    ('/sign-in/phone-number'), ('/sign-in/social'), ('/sign-in/social/init'), ('/sign-in/username'), ('/sign-out'),
    ('/sign-up/email'), ('/token'), ('/token/anonymous'), ('/two-factor/disable'), ('/two-factor/enable'),
    ('/two-factor/generate-backup-codes'), ('/two-factor/get-totp-uri'), ('/two-factor/send-otp'),
    ('/two-factor/verify-backup-code'), ('/two-factor/verify-otp'), ('/two-factor/verify-totp'), ('/unlink-account'),
    ('/update-user'), ('/users-sync/:provider'), ('/verify-email'), ('/verify-password')
) as e (path);

-- unknown_endpoints returns the entries of a list of paths that match no endpoint. In an entry, * stands for any text.
create function neon_auth_internal.unknown_endpoints(entries text[])
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select array(
    select e from unnest(entries) e
    where not exists (
      select from neon_auth_internal.known_endpoint k
      where k.path ~ ('^' || replace(regexp_replace(e, '([^[:alnum:]/*])', E'\\\\\\1', 'g'), '*', '.*') || '$')))
$$;
