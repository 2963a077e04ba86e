-- require_permission returns the caller's session if their role, as currently stored, allows the action. Otherwise
-- fails with UNAUTHORIZED or the given failure. Fails with IMPERSONATING during an impersonation, which allows no
-- administration.
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
