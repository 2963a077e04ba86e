-- normalize_email returns the normal form of an address. Two spellings of one address have the same normal form. The
-- index user_email_normal_key is on this same expression.
create function neon_auth_internal.normalize_email(email text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return lower(normalize(email, NFKC) collate "C");
end
$$;
