-- The type of the result, for sqlc. No role may select from it.
create view neon_auth_api.second_step_row as
select
  ''::text as failure,
  ''::text as user_id,
  ''::text as key,
  ''::text as context,
  ''::text as sealed,
  ''::text as pending,
  6 as digits,
  30 as period,
  6 as code_digits;

create function neon_auth_api.begin_second_step(token_hash text, challenge_hash text)
returns setof neon_auth_api.second_step_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  step  neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  known neon_auth."twoFactor";
begin
  select * into known from neon_auth."twoFactor" t where t."userId" = (step.who).id;
  return query
  select
    case when (step.who).id is null then 'INVALID_TWO_FACTOR_COOKIE' else '' end,
    coalesce((step.who).id::text, ''),
    coalesce(step.key, ''),
    coalesce(neon_auth_internal.factor_context((step.who).id), ''),
    coalesce(known.secret, ''),
    -- An enrolment is confirmed by its user's session, and never by a sign-in.
    coalesce(case when step.challenge is null then (
      select s.secret from neon_auth.two_factor_state s where s."userId" = (step.who).id) end, ''),
    o.digits, o.period, o.code_digits
  from neon_auth_internal.two_factor_option o;
end
$$;

comment on function neon_auth_api.begin_second_step(text, text) is
  'POST /two-factor/verify-totp, verify-otp, verify-backup-code, send-otp, first step: what a second factor of the '
  'caller is verified against. token_hash: the session, or empty. challenge_hash: sha256 of the token in the cookie '
  'two_factor, or empty. key: names the mailed code. sealed: the secret of the authenticator app; pending: that of an '
  'enrolment that is not proven; empty if there is none. failure is INVALID_TWO_FACTOR_COOKIE or empty. Fails with '
  'IMPERSONATING, and with TOO_MANY_REQUESTS while the user is locked out.';
