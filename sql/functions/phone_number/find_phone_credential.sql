create function neon_auth_api.find_phone_credential(phone_number text)
returns setof neon_auth_api.credential_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  wait integer;
begin
  if not neon_auth_internal.is_phone_number(phone_number) then
    perform neon_auth_internal.fail('INVALID_PHONE_NUMBER');
  elsif not (select c.email_enabled from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('EMAIL_AND_PASSWORD_DISABLED');
  end if;
  wait := neon_auth_internal.count_attempt('password', neon_auth_internal.attempt_subject(phone_number));
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;

  return query
  select u.id, a.password
  from neon_auth."user" u
  join neon_auth.account a on a."userId" = u.id and a."providerId" = 'credential' and a.password <> ''
  where u."phoneNumber" = find_phone_credential.phone_number;
  if not found then
    return query select * from neon_auth_internal.decoy_credential(phone_number);
  end if;
end
$$;

comment on function neon_auth_api.find_phone_credential(text) is
  'POST /sign-in/phone-number, first step: as find_credential, by the number. Records an attempt with '
  'those by the user''s address, which sign_in_phone removes. Fails with INVALID_PHONE_NUMBER, EMAIL_AND_PASSWORD_DISABLED, TOO_MANY_REQUESTS.';
