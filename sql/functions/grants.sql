-- Who may call what. By default everyone may execute functions. This file comes last, so that it covers all of them.
revoke all on all functions in schema neon_auth, neon_auth_internal, neon_auth_api, neon_auth_management from public;
grant execute on all functions in schema neon_auth to pg_database_owner;
-- A database that adopts another one's identity is trusted by everything that trusts its keys. Only the installing
-- role, which can access all databases anyway, may do this, not the owner of one.
revoke execute on function neon_auth.adopt_branch(text) from pg_database_owner;
-- A trigger of another table could write any user into users_sync.
revoke execute on function neon_auth.sync_users() from pg_database_owner;
grant execute on function neon_auth_internal.own_organization_ids(), neon_auth_internal.own_team_ids()
to authenticated;
grant execute on function neon_auth_internal.outside_selects(text, name) to pg_database_owner; -- by neon_auth.policy_advice
grant usage on schema neon_auth_api to neon_auth_sidecar;
grant execute on all functions in schema neon_auth_api to neon_auth_sidecar;
-- What the management API asks in the home database, also while auth is disabled there.
grant usage on schema neon_auth_management to neon_auth_sidecar;
grant execute on function
  neon_auth_management.use_key(bytea, text, text, text, text),
  neon_auth_management.get_caller(bytea),
  neon_auth_management.list_projects(bytea),
  neon_auth_management.get_project(bytea),
  neon_auth_management.list_branches(bytea, text, text, integer, text)
to neon_auth_sidecar;
