-- known_setting lists every setting: what may be written, what applies where nothing is written, and what it means.
-- Validation on write, neon_auth.settings, neon_auth.set and TestSettings read this list, so a new setting is one line
-- here, beside the line of neon_auth_internal.config (or another function) that reads it with the same default.
-- A name is the column and the path of keys in it; without a column it is in "options"; [] is each entry of an array.
-- Types: boolean, integer (with least and most), text, secret, choice (one of allowed), list (some of allowed), object,
-- and origins (trusted_origins). Default null: may be null or missing.
create view neon_auth_internal.known_setting as
select
  s.position,
  s.name,
  case when s.home is null then array['options'] || s.keys else s.keys end as path,
  s.type,
  s.fallback::jsonb as fallback,
  s.least,
  s.most,
  s.allowed,
  s.description
from (
  select
    v.*,
    string_to_array(replace(v.name, '[]', '.[]'), '.') as keys,
    substring(v.name, '^(name|allow_localhost|(?:trusted_origins|social_providers|email_provider|email_and_password'
      '|plugin_configs|webhook_config)(?=[.[]|$))') as home
  from (
    values
      (1, 'name', 'text', null, 1, 256, null::text[], 'The app''s name in mails. Missing: the database''s name.'),
      (2, 'trusted_origins', 'origins', '[]', null, null, null, 'Origins of the app: "https://app.example.com", "https://*.example.com", "myapp://".'),
      (3, 'allow_localhost', 'boolean', 'true', null, null, null, 'Trust http://localhost with any port.'),
      (10, 'email_and_password.enabled', 'boolean', 'true', null, null, null, 'Sign-up and sign-in with a password.'),
      (11, 'email_and_password.disableSignUp', 'boolean', 'false', null, null, null, 'Refuse new users.'),
      (12, 'email_and_password.autoSignIn', 'boolean', 'true', null, null, null, 'A sign-up opens a session, unless verification is required.'),
      (13, 'email_and_password.requireEmailVerification', 'boolean', 'false', null, null, null, 'Only a verified address signs in with a password.'),
      (14, 'email_and_password.emailVerificationMethod', 'choice', '"otp"', null, null, '{otp,link}', 'Verify an address with a mailed code or a mailed link.'),
      (15, 'email_and_password.sendVerificationEmailOnSignUp', 'boolean', 'false', null, null, null, 'Mail the code or link at sign-up.'),
      (16, 'email_and_password.sendVerificationEmailOnSignIn', 'boolean', 'false', null, null, null, 'Mail it again when an unverified user tries to sign in.'),
      (17, 'email_and_password.autoSignInAfterVerification', 'boolean', 'true', null, null, null, 'Verifying the address opens a session.'),
      (18, 'email_and_password.minPasswordLength', 'integer', '8', 1, 1024, null, 'Fewest characters of a new password.'),
      (19, 'email_and_password.maxPasswordLength', 'integer', '128', 1, 1024, null, 'Most characters of a new password.'),
      (20, 'email_provider.type', 'choice', '"shared"', null, null, '{shared,standard}', 'standard: the mail server named here. shared: the one of NEONAUTH_SMTP_URL.'),
      (21, 'email_provider.host', 'text', '""', 0, 253, null, 'Host name of the mail server.'),
      (22, 'email_provider.port', 'integer', '587', 1, 65535, null, 'Port of the mail server. 465 uses TLS from the start, others STARTTLS.'),
      (23, 'email_provider.username', 'text', '""', 0, 320, null, 'Login at the mail server.'),
      (24, 'email_provider.password', 'secret', '""', 0, 4096, null, 'Password at the mail server. The sidecar seals it within a minute.'),
      (25, 'email_provider.sender_email', 'text', '""', 0, 320, null, 'Sender of mails. Empty: NEONAUTH_MAIL_FROM.'),
      (26, 'email_provider.sender_name', 'text', '""', 0, 256, null, 'Name of the sender.'),
      (30, 'social_providers', 'object', '[]', null, null, null, 'Providers for social sign-in, an array of objects.'),
      (31, 'social_providers[].id', 'choice', null, null, null, '{google,github,microsoft,vercel}', 'The provider. Required.'),
      (32, 'social_providers[].isShared', 'boolean', null, null, null, null, 'Use credentials shared by the operator.'),
      (33, 'social_providers[].clientId', 'text', null, 0, 1024, null, 'Client id of the app at the provider.'),
      (34, 'social_providers[].clientSecret', 'secret', null, 0, 4096, null, 'Client secret. The sidecar seals it within a minute.'),
      (35, 'social_providers[].microsoftTenantId', 'text', null, 0, 256, null, 'Tenant, for microsoft.'),
      (40, 'plugin_configs.organization.enabled', 'boolean', 'true', null, null, null, 'Organizations.'),
      (41, 'plugin_configs.organization.config.allowUserToCreateOrganization', 'boolean', 'true', null, null, null, 'Every user may create organizations.'),
      (42, 'plugin_configs.organization.config.organizationLimit', 'integer', '10', 0, 2147483647, null, 'Organizations one user may be in when creating another.'),
      (43, 'plugin_configs.organization.config.membershipLimit', 'integer', '100', 1, 2147483647, null, 'Members of an organization.'),
      (44, 'plugin_configs.organization.config.creatorRole', 'choice', '"owner"', null, null, '{owner,admin}', 'Role of the user who creates an organization.'),
      (45, 'plugin_configs.organization.config.sendInvitationEmail', 'boolean', 'false', null, null, null, 'Mail invitations.'),
      (46, 'plugin_configs.organization.config.teams.enabled', 'boolean', 'false', null, null, null, 'Teams.'),
      (47, 'plugin_configs.organization.config.teams.defaultTeam.enabled', 'boolean', 'true', null, null, null, 'A new organization gets a team of its name.'),
      (48, 'plugin_configs.organization.config.teams.maximumTeams', 'integer', null, 0, 2147483647, null, 'Teams of an organization. 0 or null: no limit.'),
      (49, 'plugin_configs.organization.config.teams.maximumMembersPerTeam', 'integer', null, 0, 2147483647, null, 'Members of a team. Null: no limit.'),
      (50, 'plugin_configs.organization.config.teams.allowRemovingAllTeams', 'boolean', 'false', null, null, null, 'The last team may be removed.'),
      (51, 'plugin_configs.organization.config.dynamicAccessControl.enabled', 'boolean', 'false', null, null, null, 'Organizations make roles of their own.'),
      (52, 'plugin_configs.organization.config.dynamicAccessControl.maximumRolesPerOrganization', 'integer', null, 0, 2147483647, null, 'Roles of an organization''s own. Null: no limit.'),
      (60, 'plugin_configs.magicLink.enabled', 'boolean', 'false', null, null, null, 'Sign-in with a mailed link.'),
      (61, 'plugin_configs.magicLink.config.expiresIn', 'integer', '5', 1, 1440, null, 'Minutes a link is valid.'),
      (62, 'plugin_configs.magicLink.config.disableSignUp', 'boolean', 'false', null, null, null, 'A link makes no new users.'),
      (70, 'plugin_configs.phoneNumber.enabled', 'boolean', 'false', null, null, '{false}', 'Not supported: only false.'),
      (71, 'plugin_configs.phoneNumber.config.otp_expires_in', 'integer', '300', 60, 600, null, 'Not supported, kept for Neon''s tools.'),
      (72, 'plugin_configs.phoneNumber.config.allowed_attempts', 'integer', '3', 1, 100, null, 'Not supported, kept for Neon''s tools.'),
      (80, 'webhook_config.enabled', 'boolean', 'false', null, null, null, 'Send events to webhookUrl.'),
      (81, 'webhook_config.webhookUrl', 'text', null, 0, 2048, null, 'Public https address that receives events.'),
      (82, 'webhook_config.enabledEvents', 'list', '[]', null, null, '{user.before_create,user.created,send.otp,send.magic_link,organization.invitation.created,organization.invitation.accepted,phone_number.verified}', 'Events that are sent.'),
      (83, 'webhook_config.timeoutSeconds', 'integer', '5', 1, 10, null, 'Seconds one attempt may take.'),
      (90, 'session.cookieCache.enabled', 'boolean', 'false', null, null, null, 'Keep the session in a signed cookie: faster, and it outlives its revocation by maxAge.'),
      (91, 'session.cookieCache.maxAge', 'integer', '300', 1, 86400, null, 'Seconds that cookie is believed.'),
      (92, 'user.changeEmail.enabled', 'boolean', 'false', null, null, null, 'Users may change their address.'),
      (93, 'user.deleteUser.enabled', 'boolean', 'true', null, null, null, 'Users may delete their account.'),
      (94, 'user.deleteUser.sendVerification', 'boolean', 'false', null, null, null, 'Deleting an account needs a mailed link.'),
      (95, 'rateLimit.enabled', 'boolean', 'true', null, null, null, 'Limit requests by address and by person.'),
      (96, 'jwt.claimsHook', 'text', null, null, null, null, 'Function that adds claims to tokens. Set it with neon_auth.token_claims_hook().'),
      (97, 'audit.retentionMonths', 'integer', '12', 0, 1200, null, 'Months that neon_auth.audit_log keeps. 0: all.'),
      (100, 'strict', 'boolean', null, null, null, null, 'Default of strictProof, strictSignUp, strictOrigin and strictOwner, from before they were separate.'),
      (101, 'strictProof', 'boolean', 'true', null, null, null, 'Signing in by mail to an address nobody had verified ends the password, accounts and sessions it had.'),
      (102, 'strictSignUp', 'boolean', 'true', null, null, null, 'Signing up with a taken address, where addresses are verified, and trying a code reveal no account.'),
      (103, 'strictOrigin', 'boolean', 'true', null, null, null, 'Pages of untrusted sites cannot post, even without cookies.'),
      (104, 'strictOwner', 'boolean', 'true', null, null, null, 'The only owner of an organization cannot be deleted: 409 SOLE_OWNER.')
  ) as v (position, name, type, fallback, least, most, allowed, description)
) as s;
