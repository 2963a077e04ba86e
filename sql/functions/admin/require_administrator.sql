-- require_administrator is require_permission for what may remove, demote or ban an administrator. Those wait for one
-- another, and who waited asks again whether he still is one: so the last is never gone, since nobody may
-- do it to himself.
create function neon_auth_internal.require_administrator(token_hash text, action text, failure text)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', action, failure);
  perform neon_auth_internal.lock_administrators();
  return neon_auth_internal.require_permission(token_hash, 'user', action, failure);
end
$$;
