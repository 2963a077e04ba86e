-- end_challenge_of ends a sign-in that waits for its second factor, if it is that user's. The session that is opened
-- instead takes over what the sign-in's browser had, as the second factor's would.
create function neon_auth_internal.end_challenge_of(step_hash text, user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth.verification v
  where v.identifier = '2fa-' || step_hash and v.branch = neon_auth.branch_identity() and v.value = end_challenge_of.user_id::text;
  if found then
    perform neon_auth_internal.take_verification('2fa-attempts-' || step_hash);
    perform set_config('neon_auth.caller', coalesce(
      (neon_auth_internal.take_verification('2fa-caller-' || step_hash)).value, current_setting('neon_auth.caller', true)), true);
  end if;
end
$$;
