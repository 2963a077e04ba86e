-- queue_no_mail does the same work as queue_mail for an address that gets no mail. It writes the same rows and deletes
-- them again, so that neither the work nor the commit reveals whether an address is known. It also counts a mail of
-- that kind, so that the limit does not reveal it either. kept: whether a verification value would be stored with the
-- mail.
create function neon_auth_internal.queue_no_mail(kind text, recipient text, kept boolean default true)
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
  insert into neon_auth.outbox (kind, recipient, language)
  values ('nobody', nobody, neon_auth_internal.mail_language(recipient))
  returning id into queued;
  delete from neon_auth.outbox o where o.id = queued;
end
$$;
