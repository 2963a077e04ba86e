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
  if who.email <> old_email or who."emailVerified" <> confirm then
    perform neon_auth_internal.fail('CONFLICT'); -- the link is bound to what he was a moment ago
  end if;

  -- In the place of what he asked for before: only the last request counts.
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
  'POST /change-email: mails a link, the hex sha256 of whose token is link_hash (proof: sealedLink); nothing changes yet. '
  'Who has proved his address, old_email, is asked there first (confirm), else the new address is asked at once. The '
  'answer is the same when the new one is somebody''s, who is not written to. verified_hash as '
  'for prepare_change_email. Fails as that does, and with CONFLICT.';
