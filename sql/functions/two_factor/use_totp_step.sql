-- use_totp_step accepts a time step of a user's authenticator app, and reports whether it is the first time. The caller
-- has locked the user. Older steps need not be stored.
create function neon_auth_internal.use_totp_step(user_id uuid, step_number bigint)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if not neon_auth_internal.is_near_step(step_number) then
    return false;
  end if;
  insert into neon_auth.two_factor_state as s ("userId", "usedSteps") values (use_totp_step.user_id, array[step_number])
  on conflict on constraint two_factor_state_pkey do update
  set "usedSteps" = array(
    select distinct n from unnest(s."usedSteps" || step_number) n where n between step_number - 8 and step_number + 8)
  where step_number <> all (s."usedSteps") or not (select o.once from neon_auth_internal.two_factor_option o);
  return found;
end
$$;
