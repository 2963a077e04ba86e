create function neon_auth_api.replace_backup_codes(
  token_hash text, verified_hash text, sealed text, backup_hashes text[])
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_verified(token_hash, verified_hash);
begin
  -- The hashes are keyed with the secret: one that was replaced since makes them useless.
  update neon_auth."twoFactor" t
  set "backupCodes" = to_json(backup_hashes)::text
  where t."userId" = own."userId" and t.secret = sealed;
  if not found then
    perform neon_auth_internal.fail('CONFLICT');
  end if;
end
$$;

comment on function neon_auth_api.replace_backup_codes(text, text, text, text[]) is
  'POST /two-factor/generate-backup-codes: replaces the caller''s backup codes. sealed: the secret that the hashes were '
  'made with. Fails with UNAUTHORIZED, IMPERSONATING, INVALID_PASSWORD, CONFLICT.';
