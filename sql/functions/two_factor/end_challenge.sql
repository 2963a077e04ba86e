-- end_challenge deletes a challenge. Its mailed code, which only the challenge could use, expires.
create function neon_auth_internal.end_challenge(step neon_auth_internal.second_step)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  delete from neon_auth.verification v
  where v.branch = neon_auth.branch_identity()
    and v.identifier in ('2fa-' || step.challenge, '2fa-attempts-' || step.challenge)
$$;
