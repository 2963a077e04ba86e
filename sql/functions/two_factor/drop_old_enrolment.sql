-- drop_old_enrolment deletes a second factor that the user has not proved in time: nobody else should be able to put it in
-- force later. A working one stays.
create function neon_auth_internal.drop_old_enrolment(user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  lifetime constant interval := (select o.enrolment_lifetime from neon_auth_internal.two_factor_option o);
begin
  update neon_auth.two_factor_state s
  set secret = null, "backupCodes" = null, "pendingSince" = null
  where s."userId" = drop_old_enrolment.user_id and s."pendingSince" <= now() - lifetime;
  if found then
    delete from neon_auth."twoFactor" t
    using neon_auth."user" u
    where t."userId" = drop_old_enrolment.user_id and u.id = t."userId" and u."twoFactorEnabled" is not true;
  end if;
end
$$;
