create function neon_auth_api.find_credential(email text)
returns setof neon_auth_api.credential_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config  neon_auth_internal.config;
  address text := neon_auth_internal.normalize_email(email);
  wait    integer;
begin
  select * into strict config from neon_auth_internal.config;
  if not config.email_enabled then
    perform neon_auth_internal.fail('EMAIL_AND_PASSWORD_DISABLED');
  end if;
  wait := neon_auth_internal.count_attempt('password', email);
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;

  return query
  select u.id, a.password
  from neon_auth."user" u
  join neon_auth.account a on a."userId" = u.id and a."providerId" = 'credential' and a.password <> ''
  where lower(normalize(u.email, NFKC) collate "C") = address;

  if not found then
    return query select * from neon_auth_internal.decoy_credential(address);
  end if;
end
$$;

comment on function neon_auth_api.find_credential(text) is
  'POST /sign-in/email, first step: returns the user with that address and their password hash. For an unknown user, '
  'or one without a password, user_id is all zeros and the hash is that of another user, always the same one: '
  'rejecting then takes equally long, whatever algorithms have hashed the passwords here. Returns no row when no user '
  'has a password. Records an attempt, which sign_in_email removes. Fails with EMAIL_AND_PASSWORD_DISABLED, '
  'TOO_MANY_REQUESTS.';
