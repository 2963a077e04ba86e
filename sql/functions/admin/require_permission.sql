-- require_permission gives the caller's session if his role, as the database has it now, allows the action. Else it
-- fails with UNAUTHORIZED or the failure named; and with IMPERSONATING, since nobody administrates as somebody else.
create function neon_auth_internal.require_permission(token_hash text, resource text, action text, failure text)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own   neon_auth.session := neon_auth_internal.require_session(token_hash);
  roles text := (select u.role from neon_auth."user" u where u.id = own."userId");
begin
  if not neon_auth_internal.allows(roles, jsonb_build_object(resource, jsonb_build_array(action))) then
    perform neon_auth_internal.fail(failure);
  elsif own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  return own;
end
$$;
