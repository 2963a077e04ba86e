-- is_email reports whether a text is an address that can sign in, receive mail and be verified. It is the only
-- definition for API, imports, SQL and the trigger below. It is zod's pattern, which the reference and its clients
-- enforce, so internationalized addresses (RFC 6531) are invalid. Letters that normalize_email turns into ASCII count
-- as ASCII.
create function neon_auth_internal.is_email(email text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    length(email) <= 320 and neon_auth_internal.normalize_email(email) collate "C"
      ~ '^(?![.])(?!.*[.][.])[a-z0-9_''+.-]*[a-z0-9_+-]@([a-z0-9][a-z0-9-]*[.])+[a-z]{2,}$',
    false);
end
$$;
