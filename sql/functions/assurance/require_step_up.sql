create function neon_auth_api.require_step_up(token_hash text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.find_session(token_hash);
  option neon_auth_internal.step_up_option;
  origin neon_auth.session_origin;
  who    neon_auth."user";
  proven timestamptz;
begin
  if own.id is null then
    return; -- the endpoint itself asks for a session
  end if;
  select * into strict option from neon_auth_internal.step_up_option;
  select * into strict origin from neon_auth.session_origin o where o."sessionId" = own.id;
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  if who."twoFactorEnabled" and (select c.two_factor from neon_auth_internal.config c) then
    proven := origin."secondFactorAt";
  elsif option.everyone then
    proven := origin."authenticatedAt";
  else
    return;
  end if;
  if coalesce(proven <= now() - option.max_age, true) then
    perform neon_auth_internal.fail_step_up(who, origin);
  end if;
end
$$;

comment on function neon_auth_api.require_step_up(text) is
  'Before the endpoints that stepUp.endpoints lists: fails with STEP_UP_REQUIRED unless the caller has proved who they '
  'are within stepUp.maxAge: users with a second factor with that one. Does nothing without a session.';
