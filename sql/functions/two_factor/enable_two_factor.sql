create function neon_auth_api.enable_two_factor(
  token_hash text, verified_hash text, sealed text, backup_hashes text[], new_token_hash text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own     neon_auth.session := neon_auth_internal.require_verified(token_hash, verified_hash);
  codes   constant text := to_json(backup_hashes)::text;
  at_once constant boolean := (select o.skip_verification from neon_auth_internal.two_factor_option o);
  who     neon_auth."user";
begin
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  if who."twoFactorEnabled" and not at_once then -- the working factor stays until the new one is proven
    insert into neon_auth.two_factor_state as s ("userId", secret, "backupCodes", "pendingSince") values (who.id, sealed, codes, now())
    on conflict on constraint two_factor_state_pkey do update
    set secret = excluded.secret, "backupCodes" = excluded."backupCodes", "pendingSince" = excluded."pendingSince";
    return false;
  end if;
  perform neon_auth_internal.replace_factor(who, sealed, codes);
  if not at_once then
    insert into neon_auth.two_factor_state as s ("userId", "pendingSince") values (who.id, now())
    on conflict on constraint two_factor_state_pkey do update set "pendingSince" = excluded."pendingSince";
    return false;
  end if;
  update neon_auth."user" u set "twoFactorEnabled" = true where u.id = who.id and u."twoFactorEnabled" is distinct from true;
  perform neon_auth_internal.renew_session(own, new_token_hash);
  return true;
end
$$;

comment on function neon_auth_api.enable_two_factor(text, text, text, text[], text) is
  'POST /two-factor/enable: stores a sealed secret and the hashes of backup codes for the caller. They take effect '
  'once verify-totp has proved the secret, within 15 minutes, or at once with skipVerificationOnEnable: then returns true, and the '
  'session is replaced by one with new_token_hash. Fails with UNAUTHORIZED, IMPERSONATING, INVALID_PASSWORD.';
