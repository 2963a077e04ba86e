create function neon_auth_api.put_one_time_token(token_hash text, one_time_hash text, sealed text, by_client boolean)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  option neon_auth_internal.one_time_token_option;
begin
  select * into strict option from neon_auth_internal.one_time_token_option;
  if by_client and option.closed then
    perform neon_auth_internal.fail('CLIENT_REQUESTS_DISABLED');
  end if;
  perform neon_auth_internal.count_write(own."userId", current_setting('neon_auth.ip_address', true));
  -- The reference's row, by hashes, and beside it what opens the session elsewhere.
  perform neon_auth_internal.put_verification('one-time-token:' || one_time_hash, own.token, option.lifetime);
  perform neon_auth_internal.put_verification('one-time-token-session:' || one_time_hash, sealed, option.lifetime);
end
$$;

comment on function neon_auth_api.put_one_time_token(text, text, text, boolean) is
  'GET /one-time-token/generate, and each new session if the settings say so (by_client false): stores a token that '
  'hands the caller''s session to another client, once. one_time_hash: sha256 of it. sealed: the session''s token. Fails '
  'with UNAUTHORIZED, CLIENT_REQUESTS_DISABLED, TOO_MANY_REQUESTS.';
