-- remove_factors switches two-factor off for a user: secret, backup codes, attempts, challenges, codes and trusted
-- browsers are deleted.
create function neon_auth_internal.remove_factors(user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  update neon_auth."user" u set "twoFactorEnabled" = false
  where u.id = remove_factors.user_id and u."twoFactorEnabled" is distinct from false;
  delete from neon_auth."twoFactor" t where t."userId" = remove_factors.user_id;
  delete from neon_auth.two_factor_state s where s."userId" = remove_factors.user_id;
  delete from neon_auth.verification v
  where v.value = remove_factors.user_id::text and octet_length(v.value) = 36 -- as the index
    and (starts_with(v.identifier, '2fa-') or starts_with(v.identifier, 'trust-device-'));
end
$$;
