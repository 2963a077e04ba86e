-- put_verification stores a verification value for a limited time. It replaces what this branch stored under the name.
create function neon_auth_internal.put_verification(identifier text, value text, lifetime interval)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth.verification v
  where v.identifier = put_verification.identifier and v.branch = neon_auth.branch_identity();

  insert into neon_auth.verification (identifier, value, "expiresAt")
  values (put_verification.identifier, put_verification.value, now() + lifetime)
  -- Another transaction has inserted one since the delete. Concurrent calls leave one row, with three attempts for a
  -- code.
  on conflict on constraint verification_identifier_branch_key do update
  set value = excluded.value, "expiresAt" = excluded."expiresAt", "createdAt" = excluded."createdAt";
end
$$;
