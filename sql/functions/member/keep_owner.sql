-- keep_owner holds an organization to an owner where rows are written by SQL as well: the last one neither goes nor
-- steps down, unless the organization or his account goes with him. Not at once but at the statement's end, or at the
-- transaction's after `set constraints neon_auth.keep_owner deferred`: one statement may hand an organization over.
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
  -- Who is no owner goes without the lock: the API takes it before a member's row, SQL has the row by now.
  if not neon_auth_internal.has_role(old.role, leader)
    or tg_op = 'DELETE' and not exists (select from neon_auth."user" u where u.id = old."userId")
  then
    return null;
  end if;
  -- Locked, lest two owners who go at once each count on the other.
  perform from neon_auth.organization o where o.id = old."organizationId" for no key update;
  if not found then
    return null;
  end if;
  -- An older snapshot still has who went meanwhile, and fails over his row.
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
