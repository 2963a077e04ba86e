-- replace_factor activates a secret and backup codes for a user, in place of earlier ones.
create function neon_auth_internal.replace_factor(who neon_auth."user", secret text, backup_codes text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth."twoFactor" t where t."userId" = who.id;
  insert into neon_auth."twoFactor" (secret, "backupCodes", "userId") values (replace_factor.secret, backup_codes, who.id);
  update neon_auth.two_factor_state s
  set secret = null, "backupCodes" = null, "usedSteps" = '{}', "pendingSince" = null
  where s."userId" = who.id;
  if who."twoFactorEnabled" then -- otherwise the mail goes out when it is switched on
    perform neon_auth_internal.queue_mail('two-factor-changed', who.email, null, null);
  end if;
end
$$;
