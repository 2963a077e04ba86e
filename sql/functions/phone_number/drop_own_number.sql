-- drop_own_number removes the caller's phone number. Fails with IMPERSONATING, and with LAST_ACCOUNT if the user could
-- not sign in any more.
create function neon_auth_internal.drop_own_number(own neon_auth.session)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  select * into strict who from neon_auth."user" u where u.id = own."userId" for no key update;
  if who."phoneNumber" is null then
    return;
  elsif own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  who."phoneNumberVerified" := null;
  if not neon_auth_internal.has_other_way_in(who, null) then
    perform neon_auth_internal.fail('LAST_ACCOUNT');
  end if;
  update neon_auth."user" u set "phoneNumber" = null, "phoneNumberVerified" = null where u.id = who.id;
end
$$;
