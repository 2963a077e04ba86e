-- sign_up_proved creates the user of an address that a code or link has verified. Fails with SIGN_UP_DISABLED.
create function neon_auth_internal.sign_up_proved(email text, name text)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if (select c.sign_up_disabled from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('SIGN_UP_DISABLED');
  end if;
  return neon_auth_internal.insert_user(name, email, null, true, 'user');
end
$$;
