-- use_trusted_device reports whether the request comes from a browser in which the user's second factor is not asked
-- for. It replaces the browser's token by the next one: a copied cookie is valid until one of the two is used. Both
-- hashes come from begin_request.
create function neon_auth_internal.use_trusted_device(user_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  device constant text := coalesce(current_setting('neon_auth.trusted_device', true), '');
begin
  if device = '' or (neon_auth_internal.take_trusted_device(user_id, device)).id is null then
    return false;
  end if;
  perform neon_auth_internal.trust_device(user_id, current_setting('neon_auth.next_device', true));
  return true;
end
$$;

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
