-- attempt_subject returns by what a user's attempts are counted, whichever of their names was used: their address. A
-- name that no user has is counted as it is, so that it is delayed alike. name: an address or a phone number.
create function neon_auth_internal.attempt_subject(name text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    case when neon_auth_internal.is_phone_number(name) then (neon_auth_internal.find_phone(name)).email end,
    name)
$$;
