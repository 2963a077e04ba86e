-- seconds_claim gives a time claim, whole seconds since 1970; null when it is missing or anything
-- else.
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
