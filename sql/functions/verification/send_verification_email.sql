create function neon_auth_api.send_verification_email(token_hash text, email text, proof jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
  who neon_auth."user";
begin
  if own.id is null then
    who := neon_auth_internal.find_user(email);
  else
    select * into strict who from neon_auth."user" u where u.id = own."userId";
    if who.email <> email then
      perform neon_auth_internal.fail('EMAIL_MISMATCH');
    elsif who."emailVerified" then
      perform neon_auth_internal.fail('EMAIL_ALREADY_VERIFIED');
    end if;
  end if;

  if who.id is null and (select c.verification_by_link from neon_auth_internal.config c) then
    perform neon_auth_internal.queue_no_mail('email-verification-link', email);
  elsif who.id is null then
    perform neon_auth_internal.mail_no_code('email-verification', email);
  else
    perform neon_auth_internal.mail_verification(who, proof);
  end if;
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.send_verification_email(text, text, jsonb) is
  'POST /send-verification-email: mails a code or link to the address if it belongs to a user. Signed-in callers may '
  'only use their own: EMAIL_MISMATCH, EMAIL_ALREADY_VERIFIED. proof: codeHash, sealedCode, sealedLink.';
