-- mail_new_address asks whoever reads a new address to prove it, unless it is a user's: he gets no mail that could
-- join anything, and nobody learns of him, by the time it takes either.
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
    perform neon_auth_internal.mail_nobody('email-verification-link', new_email, kept => false);
  end if;
end
$$;
