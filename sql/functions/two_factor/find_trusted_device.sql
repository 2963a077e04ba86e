create function neon_auth_api.find_trusted_device(device_hash text)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce((
    select v.value
    from neon_auth.verification v
    where v.identifier = 'trust-device-' || device_hash
      and v.branch = neon_auth.branch_identity()
      and v."expiresAt" > now()), '')
$$;

comment on function neon_auth_api.find_trusted_device(text) is
  'POST /sign-in/email and other ways to sign in, in a trusted browser: the id of the user whom the browser''s next '
  'token was stored for, or empty text. device_hash: sha256 of that token.';
