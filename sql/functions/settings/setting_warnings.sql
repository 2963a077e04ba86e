-- setting_warnings lists settings in a row of project_config (as jsonb) that are allowed but probably not intended.
create function neon_auth_internal.setting_warnings(config jsonb)
returns table (setting text, advice text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with c as (
    select
      neon_auth_internal.setting(p, '{enabled}', true) and not neon_auth_internal.setting(p, '{disableSignUp}', false) as sign_up,
      neon_auth_internal.setting(p, '{requireEmailVerification}', false) as required,
      neon_auth_internal.setting(p, '{sendVerificationEmailOnSignUp}', false) as on_sign_up,
      neon_auth_internal.setting(p, '{sendVerificationEmailOnSignIn}', false) as on_sign_in,
      neon_auth_internal.setting(o, '{enabled}', true) as organizations,
      neon_auth_internal.setting(o, '{config,sendInvitationEmail}', false) as invitations_mailed,
      neon_auth_internal.setting(o, '{config,teams,enabled}', false)
        or neon_auth_internal.setting(o, '{config,dynamicAccessControl,enabled}', false) as parts_of_organizations,
      config -> 'email_provider' as mail,
      config #> '{plugin_configs,passkey}' as passkey,
      config #> '{options,user,deleteUser}' as deletion,
      config -> 'webhook_config' as hook,
      config -> 'trusted_origins' as origins
    from (select config -> 'email_and_password', config #> '{plugin_configs,organization}') as s (p, o)
  )
  select w.setting, w.advice
  from c
  cross join lateral (
    values
      ('plugin_configs.organization.config.sendInvitationEmail', c.organizations and c.invitations_mailed
        and not c.required and not c.on_sign_up, 'Users invited by mail must verify their address to accept, and no setting'
        ' mails a verification. Set email_and_password.sendVerificationEmailOnSignUp.'),
      ('email_and_password.requireEmailVerification', c.sign_up and c.required and not c.on_sign_up and not c.on_sign_in,
        'Users cannot sign in before they verify the address. Set sendVerificationEmailOnSignIn, so that users who lost the'
        ' first mail get another.'),
      ('plugin_configs.organization.enabled', not c.organizations and c.parts_of_organizations,
        'Teams and dynamicAccessControl have no effect while organizations are off.'),
      ('email_provider.type', neon_auth_internal.setting(c.mail, '{host}', ''::text) <> ''
        and neon_auth_internal.setting(c.mail, '{type}', 'shared'::text) <> 'standard',
        'The mail server named here has no effect while the type is shared. Set it to standard.'),
      ('user.deleteUser.sendVerification', neon_auth_internal.setting(c.deletion, '{sendVerification}', false)
        and not neon_auth_internal.setting(c.deletion, '{enabled}', true), 'It has no effect while user.deleteUser.enabled is false.'),
      ('webhook_config.enabledEvents', neon_auth_internal.setting(c.hook, '{enabled}', false)
        and coalesce(c.hook -> 'enabledEvents', '[]') = '[]', 'The webhook is on and no event is sent to it.'),
      ('webhook_config.enabledEvents', neon_auth_internal.setting(c.hook, '{enabled}', false)
        and coalesce(c.hook -> 'enabledEvents', '[]') ?| '{organization.invitation.created,organization.invitation.accepted}',
        'This release sends no organization.invitation events.'),
      ('plugin_configs.phoneNumber.enabled', neon_auth_internal.setting(config, '{plugin_configs,phoneNumber,enabled}', false)
        and not (neon_auth_internal.setting(c.hook, '{enabled}', false) and coalesce(c.hook -> 'enabledEvents', '[]') ? 'send.otp'),
        'No code can be sent: text messages are the webhook event send.otp. Set webhook_config.'),
      ('plugin_configs.passkey.config.rpID', neon_auth_internal.setting(c.passkey, '{enabled}', false)
        and neon_auth_internal.setting(c.passkey, '{config,rpID}', ''::text) <> ''
        and not exists (
          select from (
            select coalesce(o ->> 'domain', o #>> '{}')
            from jsonb_array_elements(case jsonb_typeof(c.origins) when 'array' then c.origins else '[]' end) o
            union all select unnest(neon_auth_internal.words_of(c.passkey #> '{config,origin}'))
          ) as page (origin)
          where substring('.' || regexp_replace(page.origin, '^[a-z]+://', '') from '^[^:/]*') like '%.' || (c.passkey #>> '{config,rpID}')),
        'No trusted origin is at this domain or below it: browsers offer passkeys to none of your pages.'),
      ('trusted_origins', exists (
          select from jsonb_array_elements(case jsonb_typeof(c.origins) when 'array' then c.origins else '[]' end) o
          where coalesce(o ->> 'domain', o #>> '{}') collate "C" ~* E'^([a-z*?]+://)?[*?.]*\\*[*?.]*(:[0-9*?]+)?$'),
        'A pattern matches sites of anyone: every page of them may act for your users.'),
      ('plugin_configs.haveIBeenPwned.enabled', neon_auth_internal.setting(config, '{plugin_configs,haveIBeenPwned,enabled}', false)
        and not exists (select from neon_auth.breached_password), 'No breached password is known. Load a list with `neonauth breach import`.'),
      ('branding.logo', (config #>> '{options,branding,logo}') collate "C" ~* E'\\.svgz?([?]|$)', 'Gmail and Outlook do not show SVG. Use PNG.'),
      ('social_providers', exists (
          select from jsonb_array_elements(case jsonb_typeof(config -> 'social_providers') when 'array' then config -> 'social_providers' else '[]' end) p
          where p ->> 'clientId' <> '' and coalesce(p ->> 'clientSecret', p ->> 'privateKey', '') = ''),
        'A provider has a clientId and no clientSecret.')
  ) as w (setting, applies, advice)
  where w.applies
$$;
