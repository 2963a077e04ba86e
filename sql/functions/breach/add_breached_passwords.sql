create or replace function neon_auth.add_breached_passwords(prefixes integer[], suffixes bytea[])
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into neon_auth.breached_password as b (prefix, suffixes)
  select given.prefix, neon_auth_internal.merge_suffixes(given.suffixes, '')
  from unnest(add_breached_passwords.prefixes, add_breached_passwords.suffixes) as given (prefix, suffixes)
  order by given.prefix -- concurrent imports lock in the same order
  on conflict on constraint breached_password_pkey do update
  set suffixes = neon_auth_internal.merge_suffixes(b.suffixes, excluded.suffixes);
end
$$;

comment on function neon_auth.add_breached_passwords(integer[], bytea[]) is
  'Adds breached passwords, as `neonauth breach import` reads them from a list. prefixes: the first 20 bits of SHA-1 '
  'hashes, each once. suffixes: for each prefix the next 32 bits of its hashes, 4 bytes after another. Raises 23514 for '
  'other lengths.';
