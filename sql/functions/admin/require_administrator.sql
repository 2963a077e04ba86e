-- require_administrator is require_permission for requests that may remove, demote or ban an administrator. They wait
-- for each other, and after waiting check again that the caller is still an administrator. As administrators cannot do
-- this to themselves, at least one always remains.
create function neon_auth_internal.require_administrator(token_hash text, action text, failure text)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session;
begin
  -- First: require_permission may prolong the caller's session, and then holds its row.
  perform neon_auth_internal.lock_administrators(u.id)
  from neon_auth.session s
  join neon_auth."user" u on u.id = s."userId"
  where s.token = token_hash
    and neon_auth_internal.allows(u.role, jsonb_build_object('user', jsonb_build_array(action)));
  own := neon_auth_internal.require_permission(token_hash, 'user', action, failure);
  perform neon_auth_internal.lock_administrators(own."userId");
  return neon_auth_internal.require_permission(token_hash, 'user', action, failure);
end
$$;
