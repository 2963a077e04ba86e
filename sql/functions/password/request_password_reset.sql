create function neon_auth_api.request_password_reset(email text, reset_hash text, proof jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who      neon_auth."user" := neon_auth_internal.find_user(email);
  lifetime constant interval := (select c.code_lifetime from neon_auth_internal.config c);
begin
  -- Of concurrent requests only the last one's link is valid. An unknown address costs the same.
  perform neon_auth_internal.claim_name('reset-password ' || neon_auth_internal.normalize_email(email));
  if who.id is null then
    perform neon_auth_internal.queue_no_mail('forget-password-link', email);
  else
    perform neon_auth_internal.end_reset_links(who.id);
    perform neon_auth_internal.put_verification('reset-password:' || reset_hash, who.id::text, lifetime);
    perform neon_auth_internal.queue_mail('forget-password-link', who.email, proof ->> 'sealedLink', lifetime);
  end if;
  return json_build_object(
    'status', true, 'message', 'If this email exists in our system, check your email for the reset link');
end
$$;

comment on function neon_auth_api.request_password_reset(text, text, jsonb) is
  'POST /request-password-reset: mails a link to the address if it belongs to a user. The response is the same if '
  'not. Ends links that were mailed before. reset_hash: sha256 of the link''s token. proof: sealedLink.';
