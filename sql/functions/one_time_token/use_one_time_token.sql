create function neon_auth_api.use_one_time_token(one_time_hash text)
returns table (failure text, token_hash text, sealed text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  kept neon_auth.verification;
  own  neon_auth.session;
  who  neon_auth."user";
begin
  -- Of concurrent calls only one gets the row. Expired or not, it is used up.
  delete from neon_auth.verification v
  where v.identifier = 'one-time-token:' || one_time_hash and v.branch = neon_auth.branch_identity()
  returning v.* into kept;
  delete from neon_auth.verification v
  where kept.id is not null
    and v.identifier = 'one-time-token-session:' || one_time_hash and v.branch = neon_auth.branch_identity()
  returning v.value into sealed;

  if kept."expiresAt" > now() then
    select s.* into own
    from neon_auth.session s
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    where s.token = kept.value;
    select u.* into who from neon_auth."user" u where u.id = own."userId";
  end if;
  failure := case
    when kept.id is null or sealed is null then 'INVALID_TOKEN'
    when kept."expiresAt" <= now() then 'TOKEN_EXPIRED'
    when own.id is null then 'SESSION_NOT_FOUND'
    when own."expiresAt" <= now() then 'SESSION_HAS_EXPIRED'
    when neon_auth_internal.is_banned(who) then 'BANNED_USER'
    else ''
  end;
  if failure = '' then
    token_hash := own.token;
    insert into neon_auth.audit_log (entity, action, target, "userId", "actorId", "impersonatorId", "ipAddress", "userAgent")
    values (
      'session', 'hand over', own.id, who.id, who.id, auth.as_uuid(own."impersonatedBy"),
      left(nullif(current_setting('neon_auth.ip_address', true), ''), 64),
      left(nullif(current_setting('neon_auth.user_agent', true), ''), 256));
    body := json_build_object('session', neon_auth_internal.session_json(own), 'user', neon_auth_internal.user_json(who));
  end if;
  return query select failure, coalesce(token_hash, ''), coalesce(sealed, ''), coalesce(body, 'null');
end
$$;

comment on function neon_auth_api.use_one_time_token(text) is
  'POST /one-time-token/verify: uses up a one-time token, and returns its session: the stored hash of its token, the '
  'sealed token, and the response. failure, returned so that the token stays used, is INVALID_TOKEN, TOKEN_EXPIRED, '
  'SESSION_NOT_FOUND, SESSION_HAS_EXPIRED, BANNED_USER, or empty.';
