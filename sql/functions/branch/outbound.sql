-- outbound returns what happens to mail and events of this database: send, hold, or redirect:address. Only a copy holds or
-- redirects, as the setting branch.outbound says; a value that is not allowed means hold.
create function neon_auth_internal.outbound()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted text;
begin
  if not neon_auth_internal.is_copy() then
    return 'send';
  end if;
  select c.outbound into wanted from neon_auth_internal.config c;
  return case when neon_auth_internal.is_outbound(wanted) then wanted else 'hold' end;
end
$$;
