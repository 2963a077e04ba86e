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

-- check_sms fails unless a text message may be sent to a number.
create function neon_auth_internal.check_sms(phone_number text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  countries constant text[] := (select o.countries from neon_auth_internal.phone_option o);
begin
  if not neon_auth_internal.may_send_sms() then
    perform neon_auth_internal.fail('SEND_OTP_NOT_IMPLEMENTED');
  elsif not neon_auth_internal.is_phone_number(check_sms.phone_number) then
    perform neon_auth_internal.fail('INVALID_PHONE_NUMBER');
  elsif countries <> '{}' and neon_auth_internal.calling_code(check_sms.phone_number) <> all (countries) then
    perform neon_auth_internal.fail('PHONE_COUNTRY_NOT_ALLOWED');
  end if;
end
$$;

-- may_text reports whether a code can be sent to a number.
create function neon_auth_internal.may_text(phone_number text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.may_send_sms() and neon_auth_internal.is_phone_number(may_text.phone_number)
    and (o.countries = '{}' or neon_auth_internal.calling_code(may_text.phone_number) = any (o.countries))
  from neon_auth_internal.phone_option o
$$;

-- queue_sms sends a code to a phone number as the event send.otp. kind: sign-in or forget-password. owner: the user of
-- the number; null: the event has only the number. waits: the request waits until the webhook has accepted it. A copy
-- that redirects messages mails the code instead, as if the number were an address.
create function neon_auth_internal.queue_sms(
  kind text, phone_number text, owner neon_auth."user", sealed text, lifetime interval, waits boolean)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if neon_auth_internal.outbound() like 'redirect:%' then
    insert into neon_auth.outbox (kind, recipient, sealed, "expiresAt", language)
    values (
      kind || '-otp', queue_sms.phone_number, sealed, now() + lifetime,
      neon_auth_internal.mail_language(coalesce(owner.email, ''), owner.id));
    return;
  end if;
  perform neon_auth_internal.put_event(
    'send.otp',
    case when owner.id is null then '{}' else neon_auth_internal.event_user(owner) end
      || jsonb_build_object('phone_number', queue_sms.phone_number),
    jsonb_build_object('otp_type', kind, 'delivery_preference', 'sms',
      'expires_at', neon_auth_internal.timestamp_text(now() + lifetime)),
    sealed,
    lifetime,
    waits);
end
$$;

-- queue_no_sms does the same work for a number that gets no message: neither the work nor the commit reveals whether a
-- number is known.
create function neon_auth_internal.queue_no_sms()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  made   uuid;
  queued uuid;
begin
  insert into neon_auth.webhook_event as e (type, "user", data) values ('send.otp', '{}', '{}') returning e.id into made;
  insert into neon_auth.outbox as o (kind, recipient) values ('nobody', made::text) returning o.id into queued;
  delete from neon_auth.outbox o where o.id = queued;
  delete from neon_auth.webhook_event e where e.id = made;
end
$$;
