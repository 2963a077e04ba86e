create or replace function neon_auth.is_breached(password text)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(bool_or(exists (
    select
    from neon_auth.breached_password b, generate_series(1, octet_length(b.suffixes), 4) as place
    where b.prefix = (get_byte(hash, 0) << 12) + (get_byte(hash, 1) << 4) + (get_byte(hash, 2) >> 4)
      and substring(b.suffixes from place for 4) = decode(substr(encode(hash, 'hex'), 6, 8), 'hex'))), false)
  from unnest(array[password, normalize(password, NFKC)]) as form, -- the form that is hashed may be the known one
    lateral (select neon_auth_internal.sha1(convert_to(form, 'UTF8')) offset 0) as s (hash)
$$;

comment on function neon_auth.is_breached(text) is
  'Reports whether a password is in a list of `neonauth breach import`, for apps that hash passwords themselves before '
  'they call neon_auth.create_user or set_password. The password may get into the server''s log of statements.';
