-- touch_config updates updated_at on every write, including raw SQL.
create function neon_auth_internal.touch_config()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create trigger touch_config
before update on neon_auth.project_config
for each row execute function neon_auth_internal.touch_config();
