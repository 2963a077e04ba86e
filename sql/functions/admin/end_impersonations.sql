-- end_impersonations ends what somebody does as others once he is an administrator no more, or banned; whoever says so,
-- and in whatever way.
create function neon_auth_internal.end_impersonations()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' or new.banned or not neon_auth_internal.is_admin(new.role) then
    delete from neon_auth.session s where s."impersonatedBy" = old.id::text;
  end if;
  -- Nobody acts as an administrator, so whoever becomes one is let go.
  if tg_op = 'UPDATE' and neon_auth_internal.is_admin(new.role) then
    delete from neon_auth.session s where s."userId" = new.id and s."impersonatedBy" is not null;
  end if;
  return null;
end
$$;

create trigger end_impersonations
after update of role, banned on neon_auth."user"
for each row
when (old.role is distinct from new.role or old.banned is distinct from new.banned)
execute function neon_auth_internal.end_impersonations();

create trigger end_impersonations_of_gone
after delete on neon_auth."user"
for each row
when ('admin' = any (string_to_array(old.role, ',')))
execute function neon_auth_internal.end_impersonations();
