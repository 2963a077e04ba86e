-- managed_setting lists the settings that the management API reads and writes: by the group it answers together, under
-- its name for the field. Types, defaults and ranges are those of known_setting. least: where the API accepts less than
-- SQL does. Entries of email_provider and social_providers have groups of their own.
create view neon_auth_internal.managed_setting as
select m.group_name, m.field, m.setting, m.least, m.is_required
from (
  values
    ('config', 'name', 'name', null::integer, true),
    ('allow_localhost', 'allow_localhost', 'allow_localhost', null, true),
    ('email_and_password', 'enabled', 'email_and_password.enabled', null, false),
    ('email_and_password', 'email_verification_method', 'email_and_password.emailVerificationMethod', null, false),
    ('email_and_password', 'require_email_verification', 'email_and_password.requireEmailVerification', null, false),
    ('email_and_password', 'auto_sign_in_after_verification', 'email_and_password.autoSignInAfterVerification', null, false),
    ('email_and_password', 'send_verification_email_on_sign_up', 'email_and_password.sendVerificationEmailOnSignUp', null, false),
    ('email_and_password', 'send_verification_email_on_sign_in', 'email_and_password.sendVerificationEmailOnSignIn', null, false),
    ('email_and_password', 'disable_sign_up', 'email_and_password.disableSignUp', null, false),
    ('organization', 'enabled', 'plugin_configs.organization.enabled', null, false),
    ('organization', 'organization_limit', 'plugin_configs.organization.config.organizationLimit', 1, false),
    ('organization', 'membership_limit', 'plugin_configs.organization.config.membershipLimit', 1, false),
    ('organization', 'creator_role', 'plugin_configs.organization.config.creatorRole', null, false),
    ('organization', 'send_invitation_email', 'plugin_configs.organization.config.sendInvitationEmail', null, false),
    ('magic_link', 'enabled', 'plugin_configs.magicLink.enabled', null, false),
    ('magic_link', 'expires_in', 'plugin_configs.magicLink.config.expiresIn', 5, false),
    ('magic_link', 'disable_sign_up', 'plugin_configs.magicLink.config.disableSignUp', null, false),
    ('phone_number', 'enabled', 'plugin_configs.phoneNumber.enabled', null, false),
    ('phone_number', 'otp_expires_in', 'plugin_configs.phoneNumber.config.otp_expires_in', null, false),
    ('webhooks', 'enabled', 'webhook_config.enabled', null, true),
    ('webhooks', 'webhook_url', 'webhook_config.webhookUrl', null, false),
    ('webhooks', 'enabled_events', 'webhook_config.enabledEvents', null, false),
    ('webhooks', 'timeout_seconds', 'webhook_config.timeoutSeconds', null, false),
    ('standard mail server', 'host', 'email_provider.host', 1, false),
    ('standard mail server', 'port', 'email_provider.port', null, false),
    ('standard mail server', 'username', 'email_provider.username', null, false),
    ('standard mail server', 'password', 'email_provider.password', null, false),
    ('standard mail server', 'sender_email', 'email_provider.sender_email', 1, false),
    ('standard mail server', 'sender_name', 'email_provider.sender_name', null, false),
    ('shared mail server', 'sender_email', 'email_provider.sender_email', null, false),
    ('shared mail server', 'sender_name', 'email_provider.sender_name', null, false),
    ('OAuth provider', 'client_id', 'social_providers[].clientId', 1, false),
    ('OAuth provider', 'client_secret', 'social_providers[].clientSecret', 1, false),
    ('OAuth provider', 'microsoft_tenant_id', 'social_providers[].microsoftTenantId', null, false)
) as m (group_name, field, setting, least, is_required);
