-- take_verification consumes what this branch stores under the name. Of concurrent calls only one gets it. Returns null
-- when there is none or it has expired.
create function neon_auth_internal.take_verification(identifier text)
returns neon_auth.verification
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  taken neon_auth.verification;
begin
  delete from neon_auth.verification v
  where v.identifier = take_verification.identifier
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now()
  returning v.* into taken;
  return taken;
end
$$;
