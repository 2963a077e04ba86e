create view neon_auth_api.mail_settings_row as
select
  ''::text as app_name,
  ''::text as sender_email,
  ''::text as sender_name,
  ''::text as host,
  0 as port,
  ''::text as username,
  ''::text as password,
  ''::text as language,
  ''::text as logo,
  ''::text as color;

create function neon_auth_api.get_mail_settings()
returns setof neon_auth_api.mail_settings_row
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select
    c.app_name,
    neon_auth_internal.setting(c.email_provider, '{sender_email}', ''::text),
    neon_auth_internal.setting(c.email_provider, '{sender_name}', ''::text),
    case when own then neon_auth_internal.setting(c.email_provider, '{host}', ''::text) else '' end,
    case when own then neon_auth_internal.setting(c.email_provider, '{port}', 587) else 0 end,
    case when own then neon_auth_internal.setting(c.email_provider, '{username}', ''::text) else '' end,
    case when own then neon_auth_internal.setting(c.email_provider, '{password}', ''::text) else '' end,
    c.language,
    c.logo,
    c.color
  from neon_auth_internal.config c,
    lateral (values (neon_auth_internal.setting(c.email_provider, '{type}', 'shared'::text) = 'standard')) as p (own)
$$;

comment on function neon_auth_api.get_mail_settings() is
  'Returns the sender of mails, the mail server, and the language, logo and color of mails. host is empty when the operator''s own server is used.';
