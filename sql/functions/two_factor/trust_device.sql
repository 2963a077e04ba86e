-- trust_device stores the token of a browser in which the user's second factor is not asked for.
create function neon_auth_internal.trust_device(user_id uuid, device_hash text)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.put_verification('trust-device-' || device_hash, trust_device.user_id::text, o.trust_lifetime)
  from neon_auth_internal.two_factor_option o
$$;
