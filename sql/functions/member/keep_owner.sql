-- keep_owner ensures that an organization keeps an owner when rows are written by raw SQL. The last owner can neither
-- leave nor lose the role, unless the organization or their account is deleted too. It is checked at the end of the
-- statement, or of the transaction after `set constraints neon_auth.keep_owner deferred`, so that one statement can
-- transfer ownership.
create function neon_auth_internal.keep_owner()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  leader text := (select c.creator_role from neon_auth_internal.config c);
begin
  -- Members who are not owners need no lock: the API locks before it changes a member's row, while SQL already holds
  -- the row here.
  if not neon_auth_internal.has_role(old.role, leader)
    or tg_op = 'DELETE' and not exists (select from neon_auth."user" u where u.id = old."userId")
  then
    return null;
  end if;
  -- The lock keeps two owners who leave at the same time from relying on each other.
  perform from neon_auth.organization o where o.id = old."organizationId" for no key update;
  if not found then
    return null;
  end if;
  -- An older snapshot still contains an owner who left concurrently. Locking their row then fails.
  perform from neon_auth.member m
  where m."organizationId" = old."organizationId" and neon_auth_internal.has_role(m.role, leader)
    and current_setting('transaction_isolation') <> 'read committed'
  for share;
  if neon_auth_internal.is_last_owner(old)
    and not exists (
      select from neon_auth.member m
      where m.id = old.id and m."organizationId" = old."organizationId" and neon_auth_internal.has_role(m.role, leader))
  then
    perform neon_auth_internal.fail('OWNER_NEEDED');
  end if;
  return null;
end
$$;

create constraint trigger keep_owner
after delete or update of role, "organizationId" on neon_auth.member
deferrable initially immediate
for each row execute function neon_auth_internal.keep_owner();
