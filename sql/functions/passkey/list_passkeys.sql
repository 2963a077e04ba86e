create function neon_auth_api.list_passkeys(token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return (
    select coalesce(json_agg(neon_auth_internal.passkey_json(p) order by p."createdAt", p.id), '[]')
    from neon_auth.passkey p
    where p."userId" = own."userId");
end
$$;

comment on function neon_auth_api.list_passkeys(text) is
  'GET /passkey/list-user-passkeys: the caller''s passkeys, oldest first. Fails with UNAUTHORIZED.';
