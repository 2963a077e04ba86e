create function neon_auth_api.verify_second_code(
  token_hash     text,
  challenge_hash text,
  key            text,
  code_hashes    text[],
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
  step    neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  allowed constant integer := (select o.code_attempts from neon_auth_internal.two_factor_option o);
  kept    neon_auth.verification;
begin
  failure := '';
  session := '';
  body := 'null';
  select * into kept from neon_auth.verification v
  where v.identifier = '2fa-otp-' || step.key and v.branch = neon_auth.branch_identity()
  for update;
  if (step.who).id is null or step.key <> verify_second_code.key then
    failure := 'INVALID_TWO_FACTOR_COOKIE';
  elsif kept.id is null or kept."expiresAt" <= now() or not neon_auth_internal.may_mail_code(step) then
    failure := 'SECOND_CODE_EXPIRED';
    delete from neon_auth.verification v where v.id = kept.id;
  elsif split_part(kept.value, ':', 2)::integer >= allowed then
    failure := 'TOO_MANY_SECOND_CODES';
    delete from neon_auth.verification v where v.id = kept.id;
  elsif split_part(kept.value, ':', 1) <> all (code_hashes) then
    update neon_auth.verification v
    set value = split_part(v.value, ':', 1) || ':' || split_part(v.value, ':', 2)::integer + 1
    where v.id = kept.id;
    failure := neon_auth_internal.refuse_second_factor(step, 'INVALID_CODE', is_mailed => true);
  else
    -- The row stays until it expires, as in the reference, and matches no code any more.
    update neon_auth.verification v set value = 'used:' || split_part(v.value, ':', 2) where v.id = kept.id;
    select p.session, p.body into session, body
    from neon_auth_internal.pass_second_factor(step, 'email', new_token_hash, remember, trusted_hash) p;
  end if;
  return next;
end
$$;

comment on function neon_auth_api.verify_second_code(text, text, text, text[], text, boolean, text) is
  'POST /two-factor/verify-otp, second step: uses up a mailed code. key: from begin_second_step. Otherwise as '
  'verify_totp. failure is INVALID_TWO_FACTOR_COOKIE, SECOND_CODE_EXPIRED (also if there is none), '
  'TOO_MANY_SECOND_CODES, INVALID_CODE, or empty. Fails as begin_second_step does, and with BANNED_USER.';
