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
