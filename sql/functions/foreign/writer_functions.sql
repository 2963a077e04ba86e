-- Objects of neon_auth_writer. It can read the ids of marked rows, and cannot name the objects it owns, because it
-- lacks usage on the schema.
grant create on schema neon_auth_internal to neon_auth_writer;
alter function neon_auth_internal.write_marked(uuid) owner to neon_auth_writer;
alter function neon_auth_internal.fire_deferred(text) owner to neon_auth_writer;
alter function neon_auth_internal.run_hook(oid, jsonb) owner to neon_auth_writer;
revoke create on schema neon_auth_internal from neon_auth_writer;
