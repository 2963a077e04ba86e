-- Settings may be edited by hand: a value of an unexpected type is treated as missing.

create function neon_auth_internal.setting(settings jsonb, path text[], fallback boolean)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return case jsonb_typeof(settings #> path) when 'boolean' then (settings #> path)::boolean else fallback end;
end
$$;

create function neon_auth_internal.setting(settings jsonb, path text[], fallback integer)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when jsonb_typeof(settings #> path) = 'number' and (settings #>> path)::numeric between 0 and 2147483647
      then trunc((settings #>> path)::numeric)::integer
    else fallback
  end;
end
$$;

create function neon_auth_internal.setting(settings jsonb, path text[], fallback text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return case jsonb_typeof(settings #> path) when 'string' then settings #>> path else fallback end;
end
$$;
