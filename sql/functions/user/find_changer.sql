-- find_changer gives the caller, who wants another address: he is there himself, the settings allow it, and the
-- address is another one. Whose it is he is not told.
create function neon_auth_internal.find_changer(token_hash text, new_email text)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  who neon_auth."user";
begin
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  if not (select c.change_email_enabled from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('CHANGE_EMAIL_DISABLED');
  elsif neon_auth_internal.normalize_email(who.email) = neon_auth_internal.normalize_email(new_email) then
    perform neon_auth_internal.fail('EMAIL_IS_THE_SAME');
  end if;
  return who;
end
$$;
