-- as_uuid returns text as a uuid. Returns null for other text.
create or replace function auth.as_uuid(value text)
returns uuid
language sql
immutable
parallel safe
as $$
  select pg_catalog.substring(value,
    '^[[:xdigit:]]{8}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{4}-[[:xdigit:]]{12}$'
  )::pg_catalog.uuid
$$;
