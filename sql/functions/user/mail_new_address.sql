-- mail_new_address mails a new address a link to verify it, unless a user has the address. That user gets no mail that
-- could merge accounts, and the caller learns nothing about them, not even from the response time.
create function neon_auth_internal.mail_new_address(new_email text, proof jsonb)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if (neon_auth_internal.find_user(new_email)).id is null then
    perform neon_auth_internal.queue_mail(
      'email-verification-link', neon_auth_internal.normalize_email(new_email), proof ->> 'sealedLink',
      (select c.code_lifetime from neon_auth_internal.config c));
  else
    perform neon_auth_internal.queue_no_mail('email-verification-link', new_email, kept => false);
  end if;
end
$$;
