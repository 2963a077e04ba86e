create view neon_auth_api.credential_row as
select u.id as user_id, ''::text as password_hash from neon_auth."user" u;

create function neon_auth_api.find_credential(email text)
returns setof neon_auth_api.credential_row
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if not config.email_enabled then
    perform neon_auth_internal.fail('EMAIL_AND_PASSWORD_DISABLED');
  end if;

  return query
  select u.id, a.password
  from neon_auth."user" u
  join neon_auth.account a on a."userId" = u.id and a."providerId" = 'credential' and a.password <> ''
  where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(find_credential.email);
end
$$;

comment on function neon_auth_api.find_credential(text) is
  'POST /sign-in/email, first step: the user with that address and his password hash; no row when there is no such '
  'user or he has no password, so that the sidecar spends the same time. Fails with EMAIL_AND_PASSWORD_DISABLED.';
