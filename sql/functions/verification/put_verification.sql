-- put_verification keeps what proves something for so long, in the place of what this branch kept under the name.
create function neon_auth_internal.put_verification(identifier text, value text, lifetime interval)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- One after the other, or many at once would leave a row each, and a code's three tries with each.
  perform pg_advisory_xact_lock(hashtextextended(put_verification.identifier, 0));
  delete from neon_auth.verification v
  where v.identifier = put_verification.identifier and v.branch = neon_auth.branch_identity();

  insert into neon_auth.verification (identifier, value, "expiresAt")
  values (put_verification.identifier, put_verification.value, now() + lifetime);
end
$$;
