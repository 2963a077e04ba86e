-- put_verification keeps what proves something for so long, in the place of what this branch kept under the name.
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
  -- Another transaction has put one since the delete: many at once leave one row, with a code's three attempts.
  on conflict on constraint verification_identifier_branch_key do update
  set value = excluded.value, "expiresAt" = excluded."expiresAt", "createdAt" = excluded."createdAt";
end
$$;
