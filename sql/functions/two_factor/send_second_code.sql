create function neon_auth_api.send_second_code(token_hash text, challenge_hash text, key text, proof jsonb)
returns table (failure text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  step     neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  lifetime constant interval := (select o.code_lifetime from neon_auth_internal.two_factor_option o);
begin
  body := json_build_object('status', true);
  failure := case
    when (step.who).id is null or step.key <> send_second_code.key then 'INVALID_TWO_FACTOR_COOKIE'
    when not neon_auth_internal.may_mail_code(step) then 'SECOND_CODE_NOT_POSSIBLE'
    else ''
  end;
  if failure = ''
    and neon_auth_internal.queue_mail('two-factor-otp', (step.who).email, proof ->> 'sealedCode', lifetime)
  then
    perform neon_auth_internal.put_verification('2fa-otp-' || step.key, (proof ->> 'codeHash') || ':0', lifetime);
  end if;
  return next;
end
$$;

comment on function neon_auth_api.send_second_code(text, text, text, jsonb) is
  'POST /two-factor/send-otp: mails a code for the caller''s session or challenge. key: from begin_second_step. proof: '
  'codeHash, sealedCode. failure is INVALID_TWO_FACTOR_COOKIE, SECOND_CODE_NOT_POSSIBLE (the sign-in was by mail, and '
  'the user has an authenticator app), or empty. Fails as begin_second_step does, and with TOO_MANY_REQUESTS.';
