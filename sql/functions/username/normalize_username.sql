-- normalize_username returns the form in which a username is stored and searched for. Only A to Z become small letters:
-- the form depends neither on the database's language nor on the version of its libraries.
create function neon_auth_internal.normalize_username(name text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return case when (select o.is_normalized from neon_auth_internal.username_option o) then lower(name collate "C") else name end;
end
$$;
