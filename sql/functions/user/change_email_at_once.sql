create function neon_auth_api.change_email_at_once(
  token_hash text, new_email text, old_email text, proof jsonb, verified_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user" := neon_auth_internal.find_changer(token_hash, new_email, verified_hash);
begin
  if who.email <> old_email or neon_auth_internal.change_way(who."emailVerified") <> 'at once' then
    perform neon_auth_internal.fail('CONFLICT'); -- the address was changed or verified since
  end if;
  if (neon_auth_internal.find_user(new_email)).id is null then
    perform neon_auth_internal.rename('user', who.id, neon_auth_internal.normalize_email(new_email));
    select u.* into strict who from neon_auth."user" u where u.id = who.id;
    perform neon_auth_internal.mail_verification(who, proof);
  else
    perform neon_auth_internal.queue_no_mail('email-verification-link', new_email, kept => false);
  end if;
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.change_email_at_once(text, text, text, jsonb, text) is
  'POST /change-email of a user whose address is not verified, where updateEmailWithoutVerification is on: changes the '
  'address, and mails the new one a code or link (proof) to verify it. If it is taken, nothing changes and the response '
  'is the same. old_email: from prepare_change_email. verified_hash as there. Fails as prepare_change_email does, and '
  'with CONFLICT.';
