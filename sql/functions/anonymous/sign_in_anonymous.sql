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

-- count_anonymous counts a new anonymous user against the limits of the client's address, and of all clients. Fails with
-- TOO_MANY_REQUESTS. A client has a whole network of IPv6 addresses: /64.
create function neon_auth_internal.count_anonymous()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  option  neon_auth_internal.anonymous_option;
  address text := coalesce(nullif(current_setting('neon_auth.ip_address', true), ''), 'unknown');
  wait    integer := 0;
begin
  if not (select c.rate_limit from neon_auth_internal.config c) then
    return;
  end if;
  select * into strict option from neon_auth_internal.anonymous_option;
  if address like '%:%' and address ~ '^[0-9A-Fa-f:.]+$' then
    address := network(set_masklen(address::inet, 64))::text;
  end if;
  if option.hourly_limit > 0 then
    wait := neon_auth_internal.count_within('anonymous users of ' || address, option.hourly_limit, 3600);
  end if;
  if wait = 0 and option.total_hourly_limit > 0 then
    wait := neon_auth_internal.count_within('anonymous users', option.total_hourly_limit, 3600);
  end if;
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
end
$$;
