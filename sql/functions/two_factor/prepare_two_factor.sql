-- The type of the result, for sqlc. No role may select from it.
create view neon_auth_api.two_factor_row as
select
  ''::text as user_id,
  ''::text as email,
  ''::text as password_hash,
  ''::text as context,
  ''::text as sealed,
  ''::text as issuer,
  6 as digits,
  30 as period,
  10 as backup_amount,
  10 as backup_length;

create function neon_auth_api.prepare_two_factor(token_hash text, need text)
returns setof neon_auth_api.two_factor_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own   neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  who   neon_auth."user";
  known neon_auth."twoFactor";
  wait  integer;
begin
  select * into strict who from neon_auth."user" u where u.id = own."userId" for no key update;
  perform neon_auth_internal.drop_old_enrolment(who.id);
  select * into known from neon_auth."twoFactor" t where t."userId" = own."userId";
  if need = 'secret' and known.id is null then
    perform neon_auth_internal.fail('TOTP_NOT_ENABLED');
  elsif need = 'enabled' and (known.id is null or who."twoFactorEnabled" is not true) then
    perform neon_auth_internal.fail('TWO_FACTOR_NOT_ENABLED');
  end if;
  wait := neon_auth_internal.count_attempt('password', who.email);
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  return query
  select
    who.id::text,
    who.email,
    coalesce((
      select a.password from neon_auth.account a where a."userId" = who.id and a."providerId" = 'credential'), ''),
    neon_auth_internal.factor_context(who.id),
    coalesce(known.secret, ''),
    o.issuer, o.digits, o.period, o.backup_amount, o.backup_length
  from neon_auth_internal.two_factor_option o;
end
$$;

comment on function neon_auth_api.prepare_two_factor(text, text) is
  'POST /two-factor/enable, disable, get-totp-uri, generate-backup-codes, first step: the caller''s password hash, '
  'their secret, both or either empty if there is none, and the settings. context: what to seal a secret for. need: '
  'secret, enabled or empty. Records an attempt at the password, which pass_password removes. Fails with UNAUTHORIZED, '
  'IMPERSONATING, TOTP_NOT_ENABLED, TWO_FACTOR_NOT_ENABLED, TOO_MANY_REQUESTS.';
