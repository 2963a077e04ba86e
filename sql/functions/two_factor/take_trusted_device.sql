-- take_trusted_device deletes the token of a trusted browser if it is valid and the user's.
create function neon_auth_internal.take_trusted_device(user_id uuid, device_hash text)
returns neon_auth.verification
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  delete from neon_auth.verification v
  where v.identifier = 'trust-device-' || device_hash
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now()
    and v.value = take_trusted_device.user_id::text
  returning v.*
$$;
