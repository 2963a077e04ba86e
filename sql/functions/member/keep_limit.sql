-- keep_limit holds an organization to the settings' membershipLimit where members are written by SQL as well. How many
-- organizations somebody has is asked only when he founds one: being invited to more is no fault of his.
create function neon_auth_internal.keep_limit()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Locked, lest those who join at once do not see each other.
  perform from neon_auth.organization o where o.id = new."organizationId" for no key update;
  if (select count(*) from neon_auth.member m where m."organizationId" = new."organizationId")
    > (select c.membership_limit from neon_auth_internal.config c)
  then
    perform neon_auth_internal.fail('MEMBERSHIP_LIMIT_REACHED');
  end if;
  return null;
end
$$;

create trigger keep_limit
after insert or update of "organizationId" on neon_auth.member
for each row execute function neon_auth_internal.keep_limit();
