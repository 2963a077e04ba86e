-- count_mail counts a mail that a request causes and returns 0, or for how many seconds it is refused. The number of
-- mails per recipient and hour is limited for each cause, and for each client. A client at an address where the
-- recipient has signed in before has its own budget, so that other clients cannot keep a user from getting mail. Only
-- queued mail is counted: a refused request never counts against the address it names. A kind without a rule is an
-- error.
create function neon_auth_internal.count_mail(kind text, recipient text)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  rule    neon_auth_internal.mail_rule;
  address text := coalesce(left(neon_auth_internal.normalize_email(recipient), 320), '');
  client  text := coalesce(current_setting('neon_auth.ip_address', true), '');
  wait    integer := 0;
begin
  select * into strict rule from neon_auth_internal.mail_rule r where r.kind = count_mail.kind;
  if not (select c.rate_limit from neon_auth_internal.config c) then
    return 0;
  end if;
  if client <> '' then
    wait := neon_auth_internal.count_within(
      format('mails of %s%s from %s', neon_auth_internal.person_key(address), rule.suffix, client), rule.of_client, 3600);
  end if;
  if wait = 0 and not neon_auth_internal.is_known_origin(address) then
    wait := neon_auth_internal.count_within('mail to ' || address || rule.suffix, rule.of_recipient, 3600);
  end if;
  return wait;
end
$$;
