create function neon_auth_api.verify_backup_code(
  token_hash      text,
  challenge_hash  text,
  sealed          text,
  code_hash       text,
  disable_session boolean,
  new_token_hash  text,
  remember        boolean,
  trusted_hash    text)
returns table (failure text, session text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  step  neon_auth_internal.second_step := neon_auth_internal.find_second_step(token_hash, challenge_hash);
  known neon_auth."twoFactor";
begin
  failure := '';
  session := '';
  body := 'null';
  select * into known from neon_auth."twoFactor" t where t."userId" = (step.who).id;
  if (step.who).id is null then
    failure := 'INVALID_TWO_FACTOR_COOKIE';
  elsif known.id is null then
    failure := 'BACKUP_CODES_NOT_ENABLED';
  elsif known.secret <> sealed or not known."backupCodes"::jsonb ? code_hash then
    failure := neon_auth_internal.refuse_second_factor(step, 'INVALID_BACKUP_CODE');
  else
    update neon_auth."twoFactor" t set "backupCodes" = (known."backupCodes"::jsonb - code_hash)::text where t.id = known.id;
    if disable_session then
      -- The code is used up, and nothing is opened.
      body := json_build_object('user', neon_auth_internal.user_json(step.who));
      if (step.own).id is not null then
        body := json_build_object('token', (step.own).token, 'user', neon_auth_internal.user_json(step.who));
      end if;
    else
      select p.session, p.body into session, body
      from neon_auth_internal.pass_second_factor(step, 'backup', new_token_hash, remember, trusted_hash) p;
    end if;
  end if;
  return next;
end
$$;

comment on function neon_auth_api.verify_backup_code(text, text, text, text, boolean, text, boolean, text) is
  'POST /two-factor/verify-backup-code, second step: uses up a backup code. sealed: the secret that code_hash was made '
  'with. disable_session: opens no session. Otherwise as verify_totp. failure is INVALID_TWO_FACTOR_COOKIE, '
  'BACKUP_CODES_NOT_ENABLED, INVALID_BACKUP_CODE, or empty. Fails as begin_second_step does, and with BANNED_USER.';
