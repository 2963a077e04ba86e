-- warn_of_reset warns when project_config is left without a row.
create function neon_auth_internal.warn_of_reset()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from neon_auth.project_config) then
    raise warning 'project_config has no row: every setting has its default now' using
      hint = 'If this was not intended, roll back, or insert the previous row, which audit_log has without its secrets. '
        'To reset one setting, call neon_auth.set(name, null).';
  end if;
  return null;
end
$$;

create trigger warn_of_reset
after delete or truncate on neon_auth.project_config
for each statement execute function neon_auth_internal.warn_of_reset();
