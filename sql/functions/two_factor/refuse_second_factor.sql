-- refuse_second_factor counts a failed attempt at a second factor and returns the failure. Callers must return it, not
-- raise it. After five attempts a challenge ends. After six in a row (ten without strictTwoFactor), of all kinds and
-- clients together, the user is locked out for 15 minutes, and with each further one for twice as long, up to a day.
-- Only clients that have passed the first factor reach this. A mailed code counts its own attempts, and does not end the
-- challenge.
create function neon_auth_internal.refuse_second_factor(
  step neon_auth_internal.second_step, failure text, is_mailed boolean default false)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  most    constant integer := (select case when o.once then 6 else 10 end from neon_auth_internal.two_factor_option o);
  counted integer;
begin
  insert into neon_auth.two_factor_state as s ("userId", failures) values ((step.who).id, 1)
  on conflict on constraint two_factor_state_pkey do update
  set
    failures = s.failures + 1,
    "lockedUntil" = case when s.failures + 1 >= most
      then now() + least(interval '15 minutes' * power(2, least(s.failures + 1 - most, 10)), interval '1 day') end;

  if not is_mailed and step.challenge is not null then
    update neon_auth.verification v
    set value = concat_ws(
      ':', split_part(v.value, ':', 1), split_part(v.value, ':', 2)::integer + 1, split_part(v.value, ':', 3))
    where v.identifier = '2fa-attempts-' || step.challenge and v.branch = neon_auth.branch_identity()
    returning split_part(v.value, ':', 2)::integer into counted;
    if coalesce(counted >= 5, true) then
      perform neon_auth_internal.end_challenge(step);
    end if;
  end if;
  return failure;
end
$$;
