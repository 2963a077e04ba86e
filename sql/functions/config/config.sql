-- config returns the project's settings, with defaults for the missing ones. It has exactly one row: all defaults when
-- project_config is empty, and its oldest row when it has several.
create view neon_auth_internal.config as
select
  neon_auth_internal.setting(c.email_and_password, '{enabled}', true) as email_enabled,
  neon_auth_internal.setting(c.email_and_password, '{disableSignUp}', false) as sign_up_disabled,
  neon_auth_internal.setting(c.email_and_password, '{autoSignIn}', true) as auto_sign_in,
  neon_auth_internal.setting(c.email_and_password, '{requireEmailVerification}', false)
    as email_verification_required,
  neon_auth_internal.setting(c.email_and_password, '{emailVerificationMethod}', 'otp'::text) = 'link'
    as verification_by_link,
  neon_auth_internal.setting(c.email_and_password, '{sendVerificationEmailOnSignUp}', false) as verify_on_sign_up,
  neon_auth_internal.setting(c.email_and_password, '{sendVerificationEmailOnSignIn}', false) as verify_on_sign_in,
  neon_auth_internal.setting(c.email_and_password, '{autoSignInAfterVerification}', true)
    as sign_in_after_verification,
  neon_auth_internal.setting(c.email_and_password, '{minPasswordLength}', 8) as min_password_length,
  neon_auth_internal.setting(c.email_and_password, '{maxPasswordLength}', 128) as max_password_length,
  neon_auth_internal.setting(c.options, '{session,cookieCache,enabled}', false) as cookie_cache,
  neon_auth_internal.setting(c.options, '{session,cookieCache,maxAge}', 300) as cookie_cache_seconds,
  neon_auth_internal.setting(c.plugin_configs, '{organization,enabled}', true) as organizations,
  neon_auth_internal.setting(c.plugin_configs, '{organization,config,allowUserToCreateOrganization}', true)
    as organizations_by_users,
  neon_auth_internal.setting(c.plugin_configs, '{organization,config,organizationLimit}', 10) as organization_limit,
  coalesce(nullif(
    neon_auth_internal.setting(c.plugin_configs, '{organization,config,membershipLimit}', 100), 0), 100)
    as membership_limit,
  coalesce(nullif(
    neon_auth_internal.setting(c.plugin_configs, '{organization,config,creatorRole}', 'owner'), ''), 'owner')
    as creator_role,
  neon_auth_internal.setting(c.plugin_configs, '{organization,config,sendInvitationEmail}', false)
    as send_invitation_email,
  c.plugin_configs #> '{organization,config}' as organization_options,
  100 as invitation_limit,
  interval '48 hours' as invitation_lifetime,
  neon_auth_internal.setting(c.options, '{jwt,claimsHook}', null::text) as claims_hook,
  neon_auth_internal.setting(c.options, '{user,changeEmail,enabled}', false) as change_email_enabled,
  neon_auth_internal.setting(c.options, '{user,changeEmail,sendConfirmation}', true) as change_email_confirmed,
  neon_auth_internal.setting(c.options, '{user,changeEmail,updateEmailWithoutVerification}', false) as change_email_at_once,
  neon_auth_internal.setting(c.options, '{user,deleteUser,enabled}', true) as delete_user_enabled,
  neon_auth_internal.setting(c.options, '{user,deleteUser,sendVerification}', false) as delete_user_by_mail,
  neon_auth_internal.setting(c.options, '{audit,retentionMonths}', 12) as audit_months,
  neon_auth_internal.setting(c.options, '{branch,outbound}', 'hold'::text) as outbound,
  coalesce(c.social_providers, '[]') as social_providers,
  coalesce(c.allow_localhost, true) as allow_localhost,
  coalesce(c.trusted_origins, '[]') as trusted_origins,
  neon_auth_internal.setting(c.plugin_configs, '{magicLink,enabled}', false) as magic_link,
  neon_auth_internal.setting(c.plugin_configs, '{magicLink,config,disableSignUp}', false)
    as magic_link_sign_up_disabled,
  make_interval(mins => neon_auth_internal.setting(c.plugin_configs, '{magicLink,config,expiresIn}', 5))
    as magic_link_lifetime,
  neon_auth_internal.setting(c.plugin_configs, '{twoFactor,enabled}', false) as two_factor,
  neon_auth_internal.setting(c.plugin_configs, '{bearer,enabled}', false) as bearer,
  neon_auth_internal.setting(c.plugin_configs, '{bearer,config,requireSignature}', true) as bearer_signature,
  c.plugin_configs #> '{twoFactor,config}' as two_factor_options,
  neon_auth_internal.setting(c.plugin_configs, '{phoneNumber,enabled}', false) as phone_number,
  c.plugin_configs #> '{phoneNumber,config}' as phone_options,
  c.plugin_configs -> 'haveIBeenPwned' as breach,
  c.plugin_configs -> 'captcha' as captcha,
  neon_auth_internal.setting(c.plugin_configs, '{anonymous,enabled}', false) as anonymous,
  c.plugin_configs #> '{anonymous,config}' as anonymous_options,
  neon_auth_internal.setting(c.plugin_configs, '{lastLoginMethod,enabled}', false) as last_login,
  neon_auth_internal.setting(c.plugin_configs, '{lastLoginMethod,enabled}', false)
    and neon_auth_internal.setting(c.plugin_configs, '{lastLoginMethod,config,storeInDatabase}', false) as last_login_stored,
  neon_auth_internal.setting(c.plugin_configs, '{lastLoginMethod,config,cookieName}', 'better-auth.last_used_login_method'::text)
    as last_login_cookie,
  neon_auth_internal.setting(c.plugin_configs, '{lastLoginMethod,config,maxAge}', 2592000) as last_login_seconds,
  neon_auth_internal.setting(c.plugin_configs, '{username,enabled}', false) as username,
  neon_auth_internal.setting(c.plugin_configs, '{passkey,enabled}', false) as passkey,
  c.plugin_configs #> '{passkey,config}' as passkey_options,
  case when neon_auth_internal.setting(c.plugin_configs, '{multiSession,enabled}', false)
    then least(neon_auth_internal.setting(c.plugin_configs, '{multiSession,config,maximumSessions}', 5), 20) else 0 end as device_sessions,
  c.plugin_configs,
  c.options,
  neon_auth_internal.setting(c.options, '{rateLimit,enabled}', true) as rate_limit,
  neon_auth_internal.setting(c.options, '{strictProof}', s.strict) as strict_proof,
  neon_auth_internal.setting(c.options, '{strictSignUp}', s.strict) as strict_sign_up,
  neon_auth_internal.setting(c.options, '{strictOrigin}', s.strict) as strict_origin,
  neon_auth_internal.setting(c.options, '{strictOwner}', s.strict) as strict_owner,
  neon_auth_internal.setting(c.options, '{strictTwoFactor}', s.strict) as strict_two_factor,
  neon_auth_internal.setting(c.options, '{strictClaims}', s.strict) as strict_claims,
  neon_auth_internal.setting(c.options, '{operation,backups}', null::text) as backups,
  coalesce(c.name, current_database()) as app_name,
  neon_auth_internal.setting(c.options, '{language}', 'en'::text) as language,
  neon_auth_internal.setting(c.options, '{translateErrors}', false) as translate_errors,
  neon_auth_internal.setting(c.options, '{links}', 'auto'::text) as links,
  neon_auth_internal.setting(c.options, '{branding,logo}', ''::text) as logo,
  neon_auth_internal.setting(c.options, '{branding,color}', ''::text) as color,
  c.email_provider,
  neon_auth_internal.setting(c.webhook_config, '{enabled}', false) as webhook_enabled,
  neon_auth_internal.setting(c.webhook_config, '{webhookUrl}', ''::text) as webhook_url,
  coalesce(c.webhook_config -> 'enabledEvents', '[]') as webhook_events,
  least(greatest(neon_auth_internal.setting(c.webhook_config, '{timeoutSeconds}', 5), 1), 10) as webhook_timeout,
  interval '15 minutes' as code_lifetime,
  o.session_lifetime,
  case
    when neon_auth_internal.setting(c.options, '{session,disableSessionRefresh}', false) then interval '-1000 years'
    else o.session_lifetime - make_interval(secs => neon_auth_internal.setting(c.options, '{session,updateAge}', 86400))
  end as session_prolong_before, -- a session that ends earlier than that from now is due to be prolonged
  make_interval(secs => neon_auth_internal.setting(c.options, '{session,freshAge}', 86400)) as session_fresh_age,
  interval '1 hour' as impersonation_lifetime,
  least(o.session_lifetime, interval '1 day') as short_session_lifetime
from (values (true)) as always (one)
left join lateral (
  select * from neon_auth.project_config p order by p.created_at, p.id limit 1
) c on true
cross join lateral (select neon_auth_internal.setting(c.options, '{strict}', true)) as s (strict)
cross join lateral (
  select make_interval(secs => least(greatest(neon_auth_internal.setting(c.options, '{session,expiresIn}', 604800), 60), 34560000)) as session_lifetime
) as o;
