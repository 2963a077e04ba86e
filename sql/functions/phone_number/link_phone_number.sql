-- link_phone_number sets a proven number as that of the caller. Another user's number that is not verified becomes the
-- caller's with strictProof: nobody can block a number that is not theirs. The caller's lock on the name of the number is
-- verify_phone_number's. failure is CALLER_NOT_FOUND, IMPERSONATING, PHONE_NUMBER_EXISTS, or empty. Fails with
-- STEP_UP_REQUIRED if stepUp.endpoints lists /phone-number/verify: a number is a way to sign in.
create function neon_auth_internal.link_phone_number(token_hash text, phone_number text, out failure text, out who neon_auth."user")
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.find_session(token_hash);
  holder neon_auth."user" := neon_auth_internal.find_phone(phone_number);
begin
  failure := case
    when own.id is null then 'CALLER_NOT_FOUND'
    when own."impersonatedBy" is not null then 'IMPERSONATING'
    when holder."phoneNumberVerified" then 'PHONE_NUMBER_EXISTS' -- also their own, as in the reference
    when holder.id <> own."userId" and not (select c.strict_proof from neon_auth_internal.config c) then 'PHONE_NUMBER_EXISTS'
    else ''
  end;
  if failure <> '' then
    return;
  end if;
  if (select '/phone-number/verify' ~ nullif(neon_auth_internal.step_up_paths(), '')) then
    perform neon_auth_api.require_step_up(token_hash);
  end if;
  perform neon_auth_internal.hold_session(own);
  if holder.id <> own."userId" then
    perform neon_auth_internal.release_number(phone_number);
  end if;
  update neon_auth."user" u set "phoneNumber" = link_phone_number.phone_number, "phoneNumberVerified" = true
  where u.id = own."userId"
  returning u.* into strict who;
end
$$;
