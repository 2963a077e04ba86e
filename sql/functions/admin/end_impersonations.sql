-- end_impersonations ends impersonations of a user who becomes an administrator, because administrators cannot be
-- impersonated. recovery/ending.sql ends those that an administrator has opened.
create function neon_auth_internal.end_impersonations()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.remove('session', array(
    select s.id from neon_auth.session s where s."userId" = new.id and s."impersonatedBy" is not null));
  return null;
end
$$;

create trigger end_impersonations
after update of role on neon_auth."user"
for each row
when (old.role is distinct from new.role and 'admin' = any (string_to_array(new.role, ',')))
execute function neon_auth_internal.end_impersonations();
