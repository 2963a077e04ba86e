create function neon_auth_api.delete_passkey(token_hash text, id text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  who neon_auth."user";
begin
  -- Of two requests that remove the last two passkeys at once, the second waits here, and then finds only one.
  select * into strict who from neon_auth."user" u where u.id = own."userId" for no key update;
  perform neon_auth_internal.hold_session(own);
  perform from neon_auth.passkey p where p.id = auth.as_uuid(delete_passkey.id) and p."userId" = who.id;
  if not found then
    perform neon_auth_internal.fail('PASSKEY_NOT_FOUND');
  end if;
  if not neon_auth_internal.has_other_way_in(who, auth.as_uuid(delete_passkey.id)) then
    perform neon_auth_internal.fail('LAST_PASSKEY');
  end if;
  delete from neon_auth.passkey p where p.id = auth.as_uuid(delete_passkey.id);
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.delete_passkey(text, text) is
  'POST /passkey/delete-passkey: removes one of the caller''s passkeys, but not their last way to sign in. A mail informs '
  'them. Fails with UNAUTHORIZED, IMPERSONATING, PASSKEY_NOT_FOUND (also for one of another user), LAST_PASSKEY.';
