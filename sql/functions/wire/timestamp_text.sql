-- timestamp_text writes an instant as JavaScript's toISOString does; null when there is none or no end.
create function neon_auth_internal.timestamp_text(at timestamptz)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case when isfinite(at) then to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end
$$;
