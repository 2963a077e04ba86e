-- bump_config_version makes every sidecar notice, on its next call, that settings or keys have changed.
create function neon_auth_internal.bump_config_version()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update neon_auth.config_version v
  set version = v.version + 1, prolong_before = (select c.session_prolong_before from neon_auth_internal.config c);
  return null;
end
$$;

create trigger bump_config_version
after insert or update or delete or truncate on neon_auth.project_config
for each statement execute function neon_auth_internal.bump_config_version();

create trigger bump_config_version
after insert or update or delete or truncate on neon_auth.jwks
for each statement execute function neon_auth_internal.bump_config_version();
