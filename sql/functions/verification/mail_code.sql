-- mail_code stores a code and mails it. proof contains what the sidecar generated: the code's keyed hash, and the
-- sealed code. quiet: if the recipient's limit is exceeded, it does neither, and the previous code stays valid.
create function neon_auth_internal.mail_code(kind text, email text, proof jsonb, quiet boolean default false)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  lifetime constant interval := (select c.code_lifetime from neon_auth_internal.config c);
begin
  if neon_auth_internal.queue_mail(kind || '-otp', email, proof ->> 'sealedCode', lifetime, quiet => quiet) then
    perform neon_auth_internal.put_verification(
      neon_auth_internal.code_identifier(kind, email), (proof ->> 'codeHash') || ':0', lifetime);
  end if;
end
$$;
