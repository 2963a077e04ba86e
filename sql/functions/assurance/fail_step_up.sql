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
