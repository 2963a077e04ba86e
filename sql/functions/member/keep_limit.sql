-- keep_limit enforces the membershipLimit setting when members are written by raw SQL. The limit of organizations per
-- user is only checked when a user creates one, because others can invite them to more.
create function neon_auth_internal.keep_limit()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The lock lets concurrent joins see each other.
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
