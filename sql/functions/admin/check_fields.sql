-- check_fields rejects values that the columns cannot store, so that they do not cause a server error. is_address
-- reports whether the sidecar accepts fields.email as an address.
create function neon_auth_internal.check_fields(fields jsonb, is_address boolean)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if fields ? 'email' and (jsonb_typeof(fields -> 'email') <> 'string' or not is_address) then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  elsif exists (
    select
    from jsonb_each(fields) as f (name, value)
    where f.name = 'name' and jsonb_typeof(f.value) = 'null'
      or f.name = 'emailVerified' and jsonb_typeof(f.value) <> 'boolean'
      or f.name = 'banned' and jsonb_typeof(f.value) not in ('boolean', 'null')
      or f.name = 'banExpires' and f.value <> 'null'
        and (f.value #>> '{}') !~ E'^\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?(Z|[+-]\\d\\d:?\\d\\d)?)?$'
  ) then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
end
$$;
