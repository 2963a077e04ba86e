-- seconds_claim returns a time claim in whole seconds since 1970. Returns null when it is missing or has another form.
create function neon_auth_internal.seconds_claim(claims jsonb, name text)
returns bigint
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if jsonb_typeof(claims -> name) = 'number' and claims ->> name ~ '^[0-9]{1,11}$' then
    return (claims ->> name)::bigint;
  end if;
  return null;
end
$$;
