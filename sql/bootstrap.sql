-- Roles and schemas. Run at every install, by the installing role, before the migrations: roles belong
-- to the cluster and may be there already, put by the install of another database.

do $$
declare
  wanted text;
begin
  foreach wanted in array array['neon_auth', 'neon_auth_writer', 'neon_auth_sidecar', 'authenticated', 'anonymous'] loop
    if to_regrole(wanted) is null then
      begin
        execute format('create role %I nologin', wanted);
      exception when duplicate_object or unique_violation then
        null; -- another database's install was faster
      end;
    end if;
  end loop;

  -- Whoever creates with CREATEROLE on 16 and later holds no right to become the new role.
  if not pg_has_role(current_user, 'neon_auth', 'usage') then
    execute format('grant neon_auth to %I', current_user);
  end if;
  -- neon_auth_writer runs the statements that set off other people's code, and has no right worth capturing. It is a
  -- member of nothing. neon_auth is a member of it, to make the functions that run as it.
  if not pg_has_role('neon_auth', 'neon_auth_writer', 'member') then
    grant neon_auth_writer to neon_auth;
  end if;
end
$$;

create schema if not exists neon_auth authorization neon_auth;
create schema if not exists auth authorization neon_auth;
create schema if not exists neon_auth_internal authorization neon_auth;
create schema if not exists neon_auth_api authorization neon_auth;
