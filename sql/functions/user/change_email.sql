create function neon_auth_api.change_email(
  token_hash    text,
  new_email     text,
  old_email     text,
  confirm       boolean,
  link_hash     text,
  proof         jsonb,
  verified_hash text default null)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who      neon_auth."user" := neon_auth_internal.find_changer(token_hash, new_email, verified_hash);
  lifetime constant interval := (select c.code_lifetime from neon_auth_internal.config c);
begin
  if who.email <> old_email or (neon_auth_internal.change_way(who."emailVerified") = 'confirm') <> confirm then
    perform neon_auth_internal.fail('CONFLICT'); -- the link is bound to the user's earlier state
  end if;

  -- Replaces an earlier request: only the last one is valid.
  perform neon_auth_internal.put_verification('change-email-' || who.id, link_hash, lifetime);
  if confirm then
    perform neon_auth_internal.queue_mail(
      'change-email-link', who.email, proof ->> 'sealedLink', lifetime,
      jsonb_build_object('newEmail', neon_auth_internal.normalize_email(new_email)));
  else
    perform neon_auth_internal.mail_new_address(new_email, proof);
  end if;
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.change_email(text, text, text, boolean, text, jsonb, text) is
  'POST /change-email: mails a link. link_hash: hex sha256 of its token. proof: sealedLink. Nothing changes yet. If '
  'the user''s current address, old_email, is verified and user.changeEmail.sendConfirmation is on, the link goes to it for confirmation (confirm). Otherwise it '
  'goes to the new address. If the new address is taken, no mail is sent to it and the response is the same. '
  'verified_hash as for prepare_change_email. Fails as prepare_change_email does, and with CONFLICT.';
