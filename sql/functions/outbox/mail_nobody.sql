-- mail_nobody does what a mail takes, for an address that gets none: it writes the same rows and removes them again,
-- so that neither the work nor the commit tells a known address from an unknown one, and counts a mail of that kind, so
-- that neither does a limit. kept: whether something that proves the address would be kept beside the mail.
create function neon_auth_internal.mail_nobody(kind text, recipient text, kept boolean default true)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  nobody constant text := gen_random_uuid();
  queued uuid;
  wait   integer := neon_auth_internal.count_mail(kind, recipient);
begin
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  if kept then
    perform neon_auth_internal.put_verification(nobody, nobody, '0');
    delete from neon_auth.verification v where v.identifier = nobody;
  end if;
  insert into neon_auth.outbox (kind, recipient) values ('nobody', nobody) returning id into queued;
  delete from neon_auth.outbox o where o.id = queued;
end
$$;
