create function neon_auth_api.verify_totp(
  token_hash     text,
  challenge_hash text,
  sealed         text,
  step_number    bigint,
  pending        text,
  pending_number bigint,
  new_token_hash text,
  remember       boolean,
  trusted_hash   text)
returns table (failure text, session text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  step  neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  known neon_auth."twoFactor";
  state neon_auth.two_factor_state;
begin
  failure := '';
  session := '';
  body := 'null';
  select * into known from neon_auth."twoFactor" t where t."userId" = (step.who).id;
  select * into state from neon_auth.two_factor_state s where s."userId" = (step.who).id;
  if (step.who).id is null then
    failure := 'INVALID_TWO_FACTOR_COOKIE';
  elsif known.id is null and state.secret is null then
    failure := 'TOTP_NOT_ENABLED';
  elsif step.challenge is null and state.secret = pending and neon_auth_internal.is_near_step(pending_number) then
    perform neon_auth_internal.replace_factor(step.who, state.secret, state."backupCodes");
    perform neon_auth_internal.use_totp_step((step.who).id, pending_number);
  elsif known.secret is distinct from sealed
    or not neon_auth_internal.use_totp_step((step.who).id, step_number)
  then
    failure := neon_auth_internal.refuse_second_factor(step, 'INVALID_CODE');
  end if;
  if failure = '' then
    select p.session, p.body into session, body
    from neon_auth_internal.pass_second_factor(step, 'otp', new_token_hash, remember, trusted_hash) p;
  end if;
  return next;
end
$$;

comment on function neon_auth_api.verify_totp(text, text, text, bigint, text, bigint, text, boolean, text) is
  'POST /two-factor/verify-totp, second step. step_number, pending_number: the time step whose code the user entered, '
  'of the secret sealed or pending, else null. A step is accepted once. A code of a pending enrolment activates it. '
  'Opens a session with new_token_hash, or replaces the caller''s when two-factor is switched on. trusted_hash: trusts '
  'the browser with this token, if not empty. session is opened, replaced or kept. failure is '
  'INVALID_TWO_FACTOR_COOKIE, TOTP_NOT_ENABLED, INVALID_CODE, or empty. Fails as begin_second_step does, and with '
  'BANNED_USER.';
