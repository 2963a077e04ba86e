create view neon_auth_api.credential_row as
select u.id as user_id, ''::text as password_hash from neon_auth."user" u;

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
  place   uuid := md5(address)::uuid;
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
    return query
    select '00000000-0000-0000-0000-000000000000'::uuid, decoy.password
    from (
      (select a.password from neon_auth.account a
      where a."providerId" = 'credential' and a.password <> '' and a."userId" >= place order by a."userId" limit 1)
      union all
      (select a.password from neon_auth.account a
      where a."providerId" = 'credential' and a.password <> '' order by a."userId" limit 1)
    ) as decoy
    limit 1;
  end if;
end
$$;

comment on function neon_auth_api.find_credential(text) is
  'POST /sign-in/email, first step: the user with that address and his password hash. When there is no such user, or he has '
  'no password, user_id is all zeros and the hash somebody''s, the same each time, so that a refusal takes as long whatever '
  'programs have hashed the passwords here; no row where nobody has one. It counts an attempt, which sign_in_email takes back. Fails with '
  'EMAIL_AND_PASSWORD_DISABLED, TOO_MANY_REQUESTS.';
