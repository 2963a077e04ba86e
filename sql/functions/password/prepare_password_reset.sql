create function neon_auth_api.prepare_password_reset(reset_hash text, password_length integer)
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if reset_hash = '' then
    perform neon_auth_internal.fail('INVALID_TOKEN');
  end if;
  perform neon_auth_internal.check_password_length(password_length);
  if not neon_auth_api.find_password_reset(reset_hash) then
    perform neon_auth_internal.fail('INVALID_TOKEN');
  end if;
end
$$;

comment on function neon_auth_api.prepare_password_reset(text, integer) is
  'POST /reset-password, before the password is hashed. password_length: in UTF-16 units. reset_hash: empty when '
  'there is no token. Fails with INVALID_TOKEN, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG.';
