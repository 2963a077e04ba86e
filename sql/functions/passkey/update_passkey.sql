create function neon_auth_api.update_passkey(token_hash text, id text, name text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own   neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  named neon_auth.passkey;
begin
  update neon_auth.passkey p
  set name = update_passkey.name
  where p.id = auth.as_uuid(update_passkey.id) and p."userId" = own."userId"
  returning * into named;
  if not found then
    perform neon_auth_internal.fail('PASSKEY_NOT_FOUND');
  end if;
  return json_build_object('passkey', neon_auth_internal.passkey_json(named));
end
$$;

comment on function neon_auth_api.update_passkey(text, text, text) is
  'POST /passkey/update-passkey: renames one of the caller''s passkeys. Fails with UNAUTHORIZED, IMPERSONATING, '
  'PASSKEY_NOT_FOUND (also for one of another user).';
