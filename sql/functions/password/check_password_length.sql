-- check_password_length rejects a new password by its length in UTF-16 units, as JavaScript counts.
create function neon_auth_internal.check_password_length(password_length integer)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if password_length < config.min_password_length then
    perform neon_auth_internal.fail('PASSWORD_TOO_SHORT');
  elsif password_length > config.max_password_length then
    perform neon_auth_internal.fail('PASSWORD_TOO_LONG');
  end if;
end
$$;
