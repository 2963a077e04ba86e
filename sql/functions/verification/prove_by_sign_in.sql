-- prove_by_sign_in marks an address as verified after a sign-in by mail. If it was not verified before, the account may
-- have been created by another person: with options.strictProof its password, provider accounts, passkeys, phone number, second
-- factor and sessions end. The reference keeps them, and so do apps that use both ways before any verification.
create function neon_auth_internal.prove_by_sign_in(user_id uuid)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if (select c.strict_proof from neon_auth_internal.config c)
    and not (select u."emailVerified" from neon_auth."user" u where u.id = prove_by_sign_in.user_id for no key update)
  then
    perform neon_auth_internal.remove(
      'account', array(select a.id from neon_auth.account a where a."userId" = prove_by_sign_in.user_id));
    perform neon_auth_internal.remove(
      'session', array(select s.id from neon_auth.session s where s."userId" = prove_by_sign_in.user_id));
    perform neon_auth_internal.end_reset_links(prove_by_sign_in.user_id);
    perform neon_auth_internal.remove_factors(prove_by_sign_in.user_id);
    perform neon_auth_internal.remove_passkeys(prove_by_sign_in.user_id);
    perform neon_auth_internal.remove_phone_number(prove_by_sign_in.user_id);
  end if;
  perform neon_auth_internal.forgive_attempts('password', u.email)
  from neon_auth."user" u
  where u.id = prove_by_sign_in.user_id;
  return neon_auth_internal.verify_address(prove_by_sign_in.user_id);
end
$$;
