-- seconds_claim gives a time claim, whole seconds since 1970; null when it is missing or anything else.
create function neon_auth_internal.seconds_claim(claims jsonb, name text)
returns numeric
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when jsonb_typeof(claims -> name) = 'number' and claims ->> name ~ '^[0-9]{1,11}$'
    then (claims ->> name)::numeric
  end
$$;
