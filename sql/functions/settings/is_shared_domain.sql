-- is_shared_domain reports whether anyone can register a name below a domain (co.uk), or, unless registries is true, have a
-- site there (github.io), directly or deeper (amazonaws.com). domain: small letters in ASCII, without a dot at the end.
create function neon_auth_internal.is_shared_domain(domain text, registries boolean default false)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  parent constant text := substr(domain, strpos(domain, '.') + 1);
  list   text;
begin
  if strpos(domain, '.') = 0 then
    return true;
  end if;
  foreach list in array array[neon_auth_internal.public_suffixes(false), neon_auth_internal.public_suffixes(true)] loop
    if strpos(list, ',' || domain || ',') > 0 or strpos(list, '.' || domain || ',') > 0
      or strpos(list, ',*.' || parent || ',') > 0 and strpos(list, ',!' || domain || ',') = 0
    then
      return true;
    end if;
    exit when registries;
  end loop;
  return false;
end
$$;
