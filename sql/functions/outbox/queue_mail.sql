-- queue_mail adds a mail to the outbox, in the transaction that causes it. If the webhook sends codes and links instead
-- of mails, it adds an event. kind is the template, facts are the values it may show, sealed contains a code or link
-- that only a sidecar can read (null: none). After lifetime the mail is not sent any more (null: no limit). The number
-- of mails per recipient and cause is limited. Beyond the limit it fails with TOO_MANY_REQUESTS, or queues nothing if
-- the kind or the caller is quiet. reader: the user who gets the mail, if the address is not (or no longer) theirs. Returns whether it queued the mail. Callers must store the verification value
-- afterwards, and only if it did.
create function neon_auth_internal.queue_mail(
  kind text, recipient text, sealed text, lifetime interval, facts jsonb default '{}', quiet boolean default false,
  reader uuid default null)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who     neon_auth."user";
  webhook record;
  wait    integer := neon_auth_internal.count_mail(kind, recipient);
begin
  if wait > 0 then
    if not quiet and not (select r.quiet from neon_auth_internal.mail_rule r where r.kind = queue_mail.kind) then
      perform neon_auth_internal.fail_later(wait);
    end if;
    return false;
  end if;
  who := neon_auth_internal.find_user(recipient);
  if neon_auth_internal.is_made_up(recipient, who) then
    return false;
  end if;

  select * into webhook
  from (
    values
      ('sign-in-otp', 'send.otp', '{"otp_type": "sign-in", "delivery_preference": "email"}'::jsonb),
      ('email-verification-otp', 'send.otp', '{"otp_type": "email-verification", "delivery_preference": "email"}'),
      ('forget-password-otp', 'send.otp', '{"otp_type": "forget-password", "delivery_preference": "email"}'),
      ('two-factor-otp', 'send.otp', '{"otp_type": "two-factor", "delivery_preference": "email"}'),
      ('email-verification-link', 'send.magic_link', '{"link_type": "email-verification"}'),
      ('forget-password-link', 'send.magic_link', '{"link_type": "forget-password"}'),
      ('magic-link', 'send.magic_link', '{"link_type": "sign-in"}')
  ) as e (mail, event, data)
  where e.mail = kind and neon_auth_internal.is_subscribed(e.event)
    and neon_auth_internal.outbound() not like 'redirect:%'; -- the person who gets the mails needs the codes

  if not found then
    insert into neon_auth.outbox (kind, recipient, sealed, "expiresAt", facts, language)
    values (kind, recipient, sealed, now() + lifetime, facts, neon_auth_internal.mail_language(recipient, reader));
    return true;
  end if;
  who := neon_auth_internal.find_user(recipient);
  perform neon_auth_internal.put_event(
    webhook.event,
    neon_auth_internal.event_user(who) || jsonb_build_object('email', recipient),
    webhook.data || jsonb_build_object('expires_at', neon_auth_internal.timestamp_text(now() + lifetime)),
    sealed,
    lifetime,
    true);
  return true;
end
$$;
