-- event_moment reads a time: milliseconds since 1970 as a number or text, or ISO 8601. Returns null for anything else.
create function neon_auth_internal.event_moment(value jsonb)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  said constant text := case when jsonb_typeof(value) in ('number', 'string') then value #>> '{}' end;
begin
  if said ~ E'^[0-9]{1,14}([.][0-9]+)?$' then
    return to_timestamp(said::double precision / 1000);
  elsif said ~ E'^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:?[0-9]{2})$' then
    return said::timestamptz;
  end if;
  return null;
exception when datetime_field_overflow then -- 30 February
  return null;
end
$$;
