-- mail_verification mails a user a code or link, depending on the settings, to verify their address. proof contains
-- what the sidecar generated for either. If the recipient's limit is exceeded, it fails, or does nothing if quiet.
create function neon_auth_internal.mail_verification(who neon_auth."user", proof jsonb, quiet boolean default false)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  by_link  boolean;
  lifetime interval;
begin
  -- Not the whole row, because its defaults cost as much as a mail. An unknown address costs the same (queue_no_mail).
  select c.verification_by_link, c.code_lifetime into strict by_link, lifetime from neon_auth_internal.config c;
  if proof = '{}' then
    return; -- a sidecar of the previous release generates and sends nothing
  elsif by_link then
    if neon_auth_internal.queue_mail(
        'email-verification-link', who.email, proof ->> 'sealedLink', lifetime, quiet => quiet)
      and proof ? 'linkHash'
    then
      perform neon_auth_internal.put_verification('verify-email-' || (proof ->> 'linkHash'), who.id::text, lifetime);
    end if;
  else
    perform neon_auth_internal.mail_code('email-verification', who.email, proof, quiet);
  end if;
end
$$;
