-- username_problem returns the failure for a text that cannot be a username, or an empty text. Lengths are in UTF-16 units,
-- as JavaScript counts.
create function neon_auth_internal.username_problem(name text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  option  neon_auth_internal.username_option;
  checked text := name;
  units   integer;
begin
  select * into strict option from neon_auth_internal.username_option;
  if option.checked_after then
    checked := neon_auth_internal.normalize_username(name);
  end if;
  units := length(checked) + (
    select count(*) from unnest(string_to_array(checked, null)) c where ascii(c) > 65535);
  return case
    when units < option.least then 'USERNAME_TOO_SHORT'
    when units > option.most then 'USERNAME_TOO_LONG'
    when checked collate "C" !~ '^[A-Za-z0-9_.]*$' then 'USERNAME_INVALID'
    else ''
  end;
end
$$;
