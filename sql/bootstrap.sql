-- Roles and schemas. Run at every install, by the installing role, before the migrations. Roles belong to the cluster
-- and may already exist, because another database installed them.

do $$
declare
  wanted text;
begin
  foreach wanted in array array['neon_auth', 'neon_auth_writer', 'neon_auth_sidecar', 'authenticated', 'anonymous'] loop
    if to_regrole(wanted) is null then
      begin
        execute format('create role %I nologin', wanted);
      exception when duplicate_object or unique_violation then
        null; -- a concurrent install of another database created it
      end;
    end if;
  end loop;

  -- On 16 and later, a creator with CREATEROLE may not switch to the new role without this grant.
  if not pg_has_role(current_user, 'neon_auth', 'usage') then
    execute format('grant neon_auth to %I', current_user);
  end if;
  -- neon_auth_writer runs the statements that trigger other people's code, so it has no rights worth capturing. It is a
  -- member of no role. neon_auth is a member of it, to create the functions that run as it.
  if not pg_has_role('neon_auth', 'neon_auth_writer', 'member') then
    grant neon_auth_writer to neon_auth;
  end if;
end
$$;

create schema if not exists neon_auth authorization neon_auth;
create schema if not exists auth authorization neon_auth;
create schema if not exists neon_auth_internal authorization neon_auth;
create schema if not exists neon_auth_api authorization neon_auth;
-- It stays when the management API disables auth, so that keys stay valid.
create schema if not exists neon_auth_management authorization neon_auth;
