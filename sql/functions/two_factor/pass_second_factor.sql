-- A second_factor_pass is what a right second factor leads to. session: opened (with the new token), replaced (the same,
-- because two-factor was switched on) or kept.
create type neon_auth_internal.second_factor_pass as (session text, body json);

-- pass_second_factor completes a second step with a right second factor, kind: it opens the session of a challenge, or
-- raises the assurance of the caller's session. The first one but a backup code also switches two-factor on. kind: otp (a code of an
-- authenticator app), email (a mailed code), backup or passkey. trusted_hash is the token of
-- the browser that is trusted from now on, or empty. Fails with BANNED_USER.
create function neon_auth_internal.pass_second_factor(
  step neon_auth_internal.second_step, kind text, new_token_hash text, remember boolean, trusted_hash text)
returns neon_auth_internal.second_factor_pass
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  passed neon_auth_internal.second_factor_pass;
  who    neon_auth."user" := step.who;
  token  text := (step.own).token;
  -- A mailed code after a sign-in by mail is no second factor.
  proofs text[] := array_remove(array[
    step.method, nullif(kind, step.method), case when kind <> 'email' or step.method is distinct from 'email' then 'mfa' end], null);
begin
  insert into neon_auth.two_factor_state as s ("userId") values (who.id)
  on conflict on constraint two_factor_state_pkey do update set failures = 0, "lockedUntil" = null;

  if step.challenge is not null then
    perform set_config('neon_auth.login_method', step.login_method, true); -- of the first factor
    perform neon_auth_internal.end_challenge(step);
    perform set_config('neon_auth.caller', coalesce(
      (neon_auth_internal.take_verification('2fa-caller-' || step.challenge)).value, current_setting('neon_auth.caller', true)), true);
    perform neon_auth_internal.open_session(
      who.id, new_token_hash, remember, amr => proofs, is_cleared => true);
    if trusted_hash <> '' then
      perform neon_auth_internal.trust_device(who.id, trusted_hash);
    end if;
    token := new_token_hash;
    passed.session := 'opened';
  else
    perform neon_auth_internal.raise_assurance((step.own).id, proofs);
    passed.session := 'kept';
    if who."twoFactorEnabled" is not true and kind <> 'backup' then -- a backup code proves no enrolment
      update neon_auth."user" u set "twoFactorEnabled" = true where u.id = who.id;
      update neon_auth.two_factor_state s set "pendingSince" = null where s."userId" = who.id;
      perform neon_auth_internal.renew_session(step.own, new_token_hash);
      passed.session := 'replaced';
    end if;
    -- As in the reference: only after a mailed code, the response shows the new session and the changed user.
    if passed.session = 'replaced' and kind = 'email' then
      select * into strict who from neon_auth."user" u where u.id = who.id;
      token := new_token_hash;
    end if;
  end if;
  passed.body := json_build_object('token', token, 'user', neon_auth_internal.user_json(who));
  return passed;
end
$$;
