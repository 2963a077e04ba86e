-- open_session creates a session of this branch for a user and lifts a ban that has expired. Sessions of impersonators
-- are short. amr: how the user has proved who they are (RFC 8176), mfa among them with a second factor. is_cleared: the
-- caller has decided that no second factor is needed, or it is proven; ways to sign in call admit instead. Fails with
-- BANNED_USER, SECOND_FACTOR_REQUIRED, and as link_anonymous does, which an anonymous user's browser gets here. The lock prevents a ban between the check and the insert.
create function neon_auth_internal.open_session(
  user_id uuid, token_hash text, remember boolean, impersonator uuid default null, amr text[] default '{}',
  is_cleared boolean default false)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who    neon_auth."user";
  config neon_auth_internal.config;
  opened neon_auth.session;
begin
  select * into strict config from neon_auth_internal.config;
  if impersonator is null then
    perform neon_auth_internal.record_login_method(user_id);
  end if;
  select * into who from neon_auth."user" u where u.id = open_session.user_id for share;

  if impersonator is null then
    perform neon_auth_internal.act_as(who.id, null);
  end if;
  if neon_auth_internal.is_banned(who) then
    perform neon_auth_internal.fail('BANNED_USER');
  elsif who.banned then
    update neon_auth."user" u set banned = false, "banReason" = null, "banExpires" = null where u.id = who.id;
  end if;

  if impersonator is null and not is_cleared and neon_auth_internal.needs_second_factor(who, amr[1]) then
    perform neon_auth_internal.fail('SECOND_FACTOR_REQUIRED');
  end if;

  insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt", "ipAddress", "userAgent", "impersonatedBy")
  values (
    open_session.user_id,
    token_hash,
    now() + case
      when impersonator is not null then config.impersonation_lifetime
      when remember then config.session_lifetime
      else config.short_session_lifetime
    end,
    now(),
    coalesce(current_setting('neon_auth.ip_address', true), ''),
    coalesce(current_setting('neon_auth.user_agent', true), ''),
    impersonator)
  returning * into opened;

  update neon_auth.session_origin o
  set
    remembered = remember,
    amr = open_session.amr,
    "authenticatedAt" = case when impersonator is null then now() end,
    "secondFactorAt" = case when 'mfa' = any (open_session.amr) then now() end
  where o."sessionId" = opened.id;
  if impersonator is null then
    perform neon_auth_internal.link_anonymous(opened);
  end if;
  return opened;
end
$$;
