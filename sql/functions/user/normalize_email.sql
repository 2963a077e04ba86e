-- normalize_email gives the form in which two spellings of one person's address are equal. The index
-- user_email_normal_key is on this very expression.
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
