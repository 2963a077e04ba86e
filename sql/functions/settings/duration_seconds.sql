-- duration_seconds returns the seconds in a text such as 900, 90s, 15m, 2h or 1 day. Returns null for other texts.
create function neon_auth_internal.duration_seconds(duration text)
returns integer
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case left(parts[2], 1) when 'm' then 60 when 'h' then 3600 when 'd' then 86400 when 'w' then 604800 else 1 end
    * parts[1]::integer
  from regexp_match(lower(btrim(duration) collate "C"),
    '^([0-9]{1,3}|[0-9]{1,8}(?=$)) ?(|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$') as parts
$$;
