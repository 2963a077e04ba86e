-- may_send_sms reports whether a text message can be sent: the webhook is subscribed to send.otp, or this is a copy that
-- redirects messages to a mailbox.
create function neon_auth_internal.may_send_sms()
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.is_subscribed('send.otp') or neon_auth_internal.outbound() like 'redirect:%'
$$;
