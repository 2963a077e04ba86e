-- touch_updated_at sets "updatedAt" on every write, including raw SQL.
create function neon_auth_internal.touch_updated_at()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  new."updatedAt" := now();
  return new;
end
$$;

create trigger touch_updated_at
before update on neon_auth."user"
for each row execute function neon_auth_internal.touch_updated_at();

create trigger touch_updated_at
before update on neon_auth.session
for each row execute function neon_auth_internal.touch_updated_at();

create trigger touch_updated_at
before update on neon_auth.account
for each row execute function neon_auth_internal.touch_updated_at();

create trigger touch_updated_at
before update on neon_auth.verification
for each row execute function neon_auth_internal.touch_updated_at();

create trigger touch_updated_at
before update on neon_auth.team
for each row execute function neon_auth_internal.touch_updated_at();

create trigger touch_updated_at
before update on neon_auth."organizationRole"
for each row execute function neon_auth_internal.touch_updated_at();
