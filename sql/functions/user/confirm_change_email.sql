create function neon_auth_api.confirm_change_email(
  token_hash text, old_email text, new_email text, link_hash text, next_hash text, proof jsonb)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own     neon_auth.session := neon_auth_internal.find_session(token_hash);
  who     neon_auth."user" := neon_auth_internal.find_user(old_email);
  problem text := neon_auth_internal.use_change_link(who, own, link_hash);
begin
  if problem is null then
    perform neon_auth_internal.put_verification(
      'change-email-' || who.id, next_hash, (select c.code_lifetime from neon_auth_internal.config c));
    perform neon_auth_internal.mail_new_address(new_email, proof);
  end if;
  return coalesce(problem, 'confirmed');
end
$$;

comment on function neon_auth_api.confirm_change_email(text, text, text, text, text, jsonb) is
  'GET /verify-email with the link that was mailed to the old address, after the sidecar has verified it: mails the '
  'next link, next_hash, to the new address. Nothing changes yet. Returns confirmed, user_not_found, unauthorized or '
  'superseded.';
