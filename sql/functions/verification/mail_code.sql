-- mail_code keeps a code and mails it. proof is what the sidecar drew: the code's keyed hash, and the code sealed.
-- quiet: beyond the recipient's limit it does neither, and the code of before stays valid.
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
