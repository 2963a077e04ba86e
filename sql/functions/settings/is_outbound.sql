-- is_outbound reports whether a text is a value of the setting branch.outbound: hold, send, or redirect:address.
create function neon_auth_internal.is_outbound(value text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(value in ('hold', 'send')
    or value like 'redirect:%' and neon_auth_internal.is_email(substr(value, 10)), false);
end
$$;
