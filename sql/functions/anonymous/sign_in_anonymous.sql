create function neon_auth_api.sign_in_anonymous(token_hash text, new_token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.find_session(token_hash);
  domain text := (select o.domain from neon_auth_internal.anonymous_option o);
  random text := replace(gen_random_uuid()::text, '-', '');
  who    neon_auth."user";
begin
  if (select u."isAnonymous" from neon_auth."user" u where u.id = own."userId") then
    perform neon_auth_internal.fail('ANONYMOUS_AGAIN');
  end if;
  perform neon_auth_internal.count_anonymous();
  -- .invalid: the reference uses a made-up domain of .com, which someone may own.
  who := neon_auth_internal.insert_user(
    'Anonymous', case domain when '' then format('temp@%s.invalid', random) else format('temp-%s@%s', random, domain) end,
    null, false, 'user', 'anonymous', true);
  perform neon_auth_internal.open_session(who.id, new_token_hash, true);
  return json_build_object('token', new_token_hash, 'user', neon_auth_internal.user_json(who));
end
$$;

comment on function neon_auth_api.sign_in_anonymous(text, text) is
  'POST /sign-in/anonymous: creates an anonymous user and opens a session with new_token_hash. token_hash: the session '
  'of this browser, or empty. Fails with ANONYMOUS_AGAIN if that is an anonymous one, TOO_MANY_REQUESTS, '
  'WEBHOOK_NOT_ASKED.';
