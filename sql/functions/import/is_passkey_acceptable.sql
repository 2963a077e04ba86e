-- is_passkey_acceptable reports whether a row of Better Auth's passkey has what a sign-in needs.
create function neon_auth_internal.is_passkey_acceptable(key jsonb)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    key ->> 'credentialID' ~ '^[A-Za-z0-9_-]+=*$' and octet_length(key ->> 'credentialID') <= 1366
    and key ->> 'publicKey' ~ '^[A-Za-z0-9+/_-]+=*$' and octet_length(key ->> 'publicKey') <= 8192
    and key ->> 'counter' ~ '^[0-9]{1,10}$'
    and key ->> 'deviceType' in ('singleDevice', 'multiDevice')
    and jsonb_typeof(key -> 'backedUp') = 'boolean', false)
$$;
