-- find_changer returns the caller who wants to change their address. It checks that no administrator impersonates them,
-- that the settings allow it, that the session is fresh or the password has been verified (verified_hash, null: not),
-- and that the address differs. Whether it is taken is not revealed.
create function neon_auth_internal.find_changer(token_hash text, new_email text, verified_hash text)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  who neon_auth."user";
begin
  perform neon_auth_internal.hold_session(own);
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  if not (select c.change_email_enabled from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('CHANGE_EMAIL_DISABLED');
  elsif verified_hash is null and not neon_auth_internal.is_fresh(own) then
    perform neon_auth_internal.fail('SESSION_NOT_FRESH');
  elsif verified_hash is not null and not exists (
    select from neon_auth.account a
    where a."userId" = own."userId" and a."providerId" = 'credential' and a.password = verified_hash)
  then
    perform neon_auth_internal.fail('INVALID_PASSWORD'); -- replaced since the sidecar verified it
  elsif neon_auth_internal.normalize_email(who.email) = neon_auth_internal.normalize_email(new_email) then
    perform neon_auth_internal.fail('EMAIL_IS_THE_SAME');
  end if;
  return who;
end
$$;
