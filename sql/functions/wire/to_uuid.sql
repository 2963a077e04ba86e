-- to_uuid returns text as a uuid. Returns null for other text.
create function neon_auth_internal.to_uuid(value text)
returns uuid
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select substring(
    value, '^[[:xdigit:]]{8}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{12}$')::uuid
$$;
