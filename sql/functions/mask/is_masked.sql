-- is_masked reports whether a value is one that mask_value makes, or null.
create function neon_auth_internal.is_masked(kind text, value text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(is_masked.value = '' or is_masked.value ~ case is_masked.kind
    when 'email' then '^user-[0-9a-f]{20}@masked[.]invalid$'
    when 'pattern' then '^(user-[0-9a-f]{20}@masked[.]invalid|[*]@[^@]*)$'
    when 'name' then '^Name [0-9a-f]{8}$'
    when 'image' then '^https://masked[.]invalid/[0-9a-f]{20}[.]png$'
    when 'account' then '^masked-[0-9a-f]{32}$'
    when 'slug' then '^masked-[0-9a-f]{20}$'
    when 'address' then '^2001:db8::[0-9a-f:]+$'
    when 'agent' then '^Agent [0-9a-f]{8}$'
    when 'phone' then '^[+]999[0-9]{11}$'
    else '^$' -- clear
  end, true)
$$;
