create function neon_auth_api.unlink_account(token_hash text, provider_id text, account_id text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  who    neon_auth."user";
  linked bigint;
  target neon_auth.account;
begin
  if not neon_auth_internal.is_fresh(own) then
    perform neon_auth_internal.fail('SESSION_NOT_FRESH');
  end if;

  -- When two requests unlink the last two accounts at once, the second waits here, and then finds only one.
  select * into strict who from neon_auth."user" u where u.id = own."userId" for no key update;
  select count(*) into linked from neon_auth.account a where a."userId" = own."userId";
  if linked = 1 then
    perform neon_auth_internal.fail('LAST_ACCOUNT');
  end if;

  target := neon_auth_internal.find_own_account(own."userId", provider_id, account_id);
  if not neon_auth_internal.has_other_way_in(who, null, target.id) then
    perform neon_auth_internal.fail('LAST_ACCOUNT');
  end if;
  perform neon_auth_internal.password_fact('changed'); -- if it is the password: by the user
  perform neon_auth_internal.remove('account', array[target.id]);
  perform neon_auth_internal.password_fact('');
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.unlink_account(text, text, text) is
  'POST /unlink-account: removes one of the caller''s accounts, never the last, nor the last way to sign in '
  'that the settings allow. account_id: the row''s id, or the '
  'provider''s id for the user together with provider_id. Without account_id: the oldest account at provider_id. '
  'Fails with UNAUTHORIZED, IMPERSONATING, SESSION_NOT_FRESH, LAST_ACCOUNT, ACCOUNT_NOT_FOUND.';
