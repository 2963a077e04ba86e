-- mask_value returns a made-up value of a kind for a real one: the same for the same value and secret, and nothing that
-- leads back to it without the secret. Null and empty values stay.
create function neon_auth_internal.mask_value(kind text, value text, secret bytea)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  same text := case when kind in ('email', 'pattern') then neon_auth_internal.normalize_email(value) else value end;
  hash text := encode(sha256(secret || convert_to(case kind when 'pattern' then 'email' else kind end || ' ' || same, 'UTF8')), 'hex');
begin
  if kind = 'profile' then -- as in users_sync
    return jsonb_build_object(
      'id', value::jsonb -> 'id',
      'display_name', neon_auth_internal.mask_value('name', value::jsonb ->> 'display_name', secret),
      'primary_email', neon_auth_internal.mask_value('email', value::jsonb ->> 'primary_email', secret),
      'primary_email_verified', value::jsonb -> 'primary_email_verified',
      'profile_image_url', neon_auth_internal.mask_value('image', value::jsonb ->> 'profile_image_url', secret),
      'signed_up_at_millis', value::jsonb -> 'signed_up_at_millis');
  end if;
  return case
    when value = '' then ''
    when kind = 'clear' then null
    when kind = 'pattern' and value ~ '^[*]@[^@]*$' then value -- a domain, no address
    when kind in ('email', 'pattern') then 'user-' || left(hash, 20) || '@masked.invalid'
    when kind = 'name' then 'Name ' || left(hash, 8)
    when kind = 'image' then 'https://masked.invalid/' || left(hash, 20) || '.png'
    when kind = 'account' then 'masked-' || left(hash, 32)
    when kind = 'username' then 'masked_' || left(hash, 20)
    when kind = 'slug' then 'masked-' || left(hash, 20)
    when kind = 'address' then '2001:db8::' || substr(hash, 1, 4) || ':' || substr(hash, 5, 4) -- of no network
    when kind = 'agent' then 'Agent ' || left(hash, 8)
    when kind = 'phone' then -- of no country
      '+999' || lpad((('x' || left(hash, 15))::bit(60)::bigint % 1000000000000)::text, 12, '0')
  end;
end
$$;
