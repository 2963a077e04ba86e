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

-- fail_step_up fails with STEP_UP_REQUIRED. HINT lists the methods that lift it for this session, as a JSON list:
-- totp, otp, backup-code, passkey, password, or sign-in if there is none but to sign in again. by_factor: only a second factor
-- does; a user without one must set it up first, enable-two-factor.
create function neon_auth_internal.fail_step_up(
  who neon_auth."user", origin neon_auth.session_origin, by_factor boolean default false)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  methods text[];
begin
  if who."twoFactorEnabled" then
    if exists (select from neon_auth."twoFactor" t where t."userId" = who.id) then
      methods := '{totp,backup-code}';
    end if;
    if not neon_auth_internal.is_mail_only(origin.amr) and (select o.codes_by_mail from neon_auth_internal.two_factor_option o) then
      methods := methods || 'otp'::text;
    end if;
  elsif by_factor then
    methods := '{enable-two-factor}';
  elsif exists (
    select from neon_auth.account a where a."userId" = who.id and a."providerId" = 'credential' and a.password <> '')
  then
    methods := '{password}';
  end if;
  if (select o.enabled from neon_auth_internal.passkey_option o)
    and exists (select from neon_auth.passkey p where p."userId" = who.id)
  then
    methods := methods || 'passkey'::text;
  end if;
  perform neon_auth_internal.fail_missing('STEP_UP_REQUIRED', coalesce(methods, '{sign-in}'));
end
$$;

-- is_mail_only reports whether a session has proved nothing but access to the user's mailbox: a mailed code is then no
-- second factor.
create function neon_auth_internal.is_mail_only(amr text[])
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(amr, '{}') = '{email}'
$$;
