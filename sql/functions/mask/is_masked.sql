-- is_masked reports whether a value is one that mask_value makes, or null.
create function neon_auth_internal.is_masked(kind text, value text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if kind = 'profile' then
    return value::jsonb - '{id,display_name,primary_email,primary_email_verified,profile_image_url,signed_up_at_millis}'::text[] = '{}'
      and neon_auth_internal.is_masked('name', value::jsonb ->> 'display_name')
      and neon_auth_internal.is_masked('email', value::jsonb ->> 'primary_email')
      and neon_auth_internal.is_masked('image', value::jsonb ->> 'profile_image_url');
  end if;
  return coalesce(value = '' or value ~ case kind
    when 'email' then '^user-[0-9a-f]{20}@masked[.]invalid$'
    when 'pattern' then '^(user-[0-9a-f]{20}@masked[.]invalid|[*]@[^@]*)$'
    when 'name' then '^Name [0-9a-f]{8}$'
    when 'image' then '^https://masked[.]invalid/[0-9a-f]{20}[.]png$'
    when 'account' then '^masked-[0-9a-f]{32}$'
    when 'username' then '^masked_[0-9a-f]{20}$'
    when 'slug' then '^masked-[0-9a-f]{20}$'
    when 'address' then '^2001:db8::[0-9a-f:]+$'
    when 'agent' then '^Agent [0-9a-f]{8}$'
    when 'phone' then '^[+]999[0-9]{12}$'
    else '^$' -- clear
  end, true);
end
$$;
