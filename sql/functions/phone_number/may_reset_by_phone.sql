-- may_reset_by_phone reports whether a code sent to the user's number allows setting their password: if the number is
-- verified, or strictProof is off, as in Better Auth.
create function neon_auth_internal.may_reset_by_phone(owner neon_auth."user")
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return owner.id is not null
    and (coalesce(owner."phoneNumberVerified", false) or not (select c.strict_proof from neon_auth_internal.config c));
end
$$;
