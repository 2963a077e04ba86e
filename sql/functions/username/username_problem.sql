-- normalize_username returns the form in which a username is stored and searched for.
create function neon_auth_internal.normalize_username(name text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return case when (select o.is_normalized from neon_auth_internal.username_option o) then lower(name) else name end;
end
$$;

-- username_problem returns the failure for a text that cannot be a username, or an empty text.
create function neon_auth_internal.username_problem(name text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  option  neon_auth_internal.username_option;
  checked text := name;
begin
  select * into strict option from neon_auth_internal.username_option;
  if option.checked_after then
    checked := neon_auth_internal.normalize_username(name);
  end if;
  return case
    when length(checked) < option.least then 'USERNAME_TOO_SHORT'
    when length(checked) > option.most then 'USERNAME_TOO_LONG'
    when checked collate "C" !~ '^[A-Za-z0-9_.]*$' then 'USERNAME_INVALID'
    else ''
  end;
end
$$;
