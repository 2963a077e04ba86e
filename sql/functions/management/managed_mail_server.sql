-- managed_mail_server returns email_provider in the management API's form. The password is never in it.
create function neon_auth_internal.managed_mail_server()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case neon_auth_internal.setting(p.stored, '{type}', 'shared'::text)
    when 'standard' then jsonb_build_object(
      'type', 'standard',
      'host', neon_auth_internal.setting(p.stored, '{host}', ''::text),
      'port', neon_auth_internal.setting(p.stored, '{port}', 587),
      'username', neon_auth_internal.setting(p.stored, '{username}', ''::text),
      'password', '',
      'sender_email', neon_auth_internal.setting(p.stored, '{sender_email}', ''::text),
      'sender_name', neon_auth_internal.setting(p.stored, '{sender_name}', ''::text))
    else jsonb_strip_nulls(jsonb_build_object(
      'type', 'shared',
      'sender_email', nullif(neon_auth_internal.setting(p.stored, '{sender_email}', ''::text), ''),
      'sender_name', nullif(neon_auth_internal.setting(p.stored, '{sender_name}', ''::text), '')))
  end
  from (select (select c.email_provider from neon_auth_internal.config c)) as p (stored)
$$;
