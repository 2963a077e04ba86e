-- mail_deletion mails a user a link that confirms their deletion.
create function neon_auth_internal.mail_deletion(user_id uuid, mailed_token_hash text, proof jsonb)
returns json
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  lifetime constant interval := interval '1 day';
begin
  if mailed_token_hash is null then
    perform neon_auth_internal.fail('MAIL_NOT_AVAILABLE'); -- a sidecar of the previous release generates no link
  end if;
  perform neon_auth_internal.put_verification('delete-account-' || mailed_token_hash, user_id::text, lifetime);
  perform neon_auth_internal.queue_mail('delete-account-link', u.email, proof ->> 'sealedLink', lifetime)
  from neon_auth."user" u
  where u.id = user_id;
  return json_build_object('success', true, 'message', 'Verification email sent');
end
$$;
