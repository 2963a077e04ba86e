-- is_hash_of reports whether a text has the given hex sha256. Null has none.
create function neon_auth_internal.is_hash_of(hash text, plain text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(encode(sha256(convert_to(plain, 'UTF8')), 'hex') = hash, false);
end
$$;
