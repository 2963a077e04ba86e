-- read_better_auth reads rows of Better Auth's "user" with their "accounts" (providerId, accountId, password,
-- createdAt).
create function neon_auth_internal.read_better_auth(batch jsonb)
returns setof neon_auth_internal.foreign_user
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    r ->> 'id',
    r ->> 'email',
    coalesce(r -> 'emailVerified' = 'true', false),
    r ->> 'name',
    r ->> 'image',
    (r ->> 'createdAt')::timestamptz,
    coalesce(r -> 'banned' = 'true' and coalesce((r ->> 'banExpires')::timestamptz > now(), true), false),
    r ->> 'banReason',
    (r ->> 'banExpires')::timestamptz,
    accounts.password_hash,
    accounts.kept,
    case when r -> 'isAnonymous' = 'true' then 'anonymous' end,
    array_remove(array[
      case when r -> 'twoFactorEnabled' = 'true' then 'second factor' end,
      case when r ->> 'phoneNumber' is not null and phone.number is null then 'phone number' end,
      case when coalesce(r ->> 'role', '') not in ('', 'user') then 'role' end], null),
    phone.number,
    r ->> 'username',
    r ->> 'displayUsername',
    r ->> 'lastLoginMethod'
  from jsonb_array_elements(batch) r
  cross join lateral (
    select
      (array_agg(a ->> 'password' order by a ->> 'createdAt')
        filter (where a ->> 'providerId' = 'credential' and a ->> 'password' <> ''))[1] as password_hash,
      jsonb_agg(jsonb_build_object(
        'provider', a ->> 'providerId', 'account', a ->> 'accountId', 'createdAt', a -> 'createdAt'))
        filter (where a ->> 'providerId' <> 'credential') as kept
    from jsonb_array_elements(r -> 'accounts') a
  ) accounts
  cross join lateral (
    select case when r -> 'phoneNumberVerified' = 'true' and neon_auth_internal.is_phone_number(r ->> 'phoneNumber')
      then r ->> 'phoneNumber' end as number
  ) phone
$$;
