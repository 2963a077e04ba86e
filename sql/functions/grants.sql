-- Who may call what. Functions are everybody's by default; last, so that none is forgotten.
revoke all on all functions in schema neon_auth, neon_auth_internal, neon_auth_api from public;
grant execute on all functions in schema neon_auth to pg_database_owner;
-- Whoever takes another database's identity is believed to be it, by everything signed with its keys: that is the
-- installer's to say, who may enter all of them anyway, and not the owner's of one.
revoke execute on function neon_auth.adopt_branch(text) from pg_database_owner;
grant execute on function neon_auth_internal.own_organization_ids(), neon_auth_internal.own_team_ids()
to authenticated;
grant usage on schema neon_auth_api to neon_auth_sidecar;
grant execute on all functions in schema neon_auth_api to neon_auth_sidecar;
