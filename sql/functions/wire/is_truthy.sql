-- is_truthy reports whether JavaScript treats a JSON value as true. The reference ignores fields that are not truthy.
create function neon_auth_internal.is_truthy(value jsonb)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(value not in ('null', 'false', '0', '""'), false);
end
$$;
