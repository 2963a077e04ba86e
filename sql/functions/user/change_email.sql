create function neon_auth_api.change_email(token_hash text, new_email text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if not config.change_email_enabled then
    perform neon_auth_internal.fail('CHANGE_EMAIL_DISABLED');
  elsif exists (
    select from neon_auth."user" u
    where u.id = own."userId"
      and lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(new_email)
  ) then
    perform neon_auth_internal.fail('EMAIL_IS_THE_SAME');
  end if;
  perform neon_auth_internal.fail('MAIL_NOT_AVAILABLE');
  return null;
end
$$;

comment on function neon_auth_api.change_email(text, text) is
  'POST /change-email: an address must be proven by mail before it is anybody''s, so without mail it fails: with '
  'UNAUTHORIZED, IMPERSONATING, CHANGE_EMAIL_DISABLED, EMAIL_IS_THE_SAME, MAIL_NOT_AVAILABLE. It never tells whose an '
  'address is.';
