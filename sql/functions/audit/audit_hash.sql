-- audit_hash returns the sha256 of a row of audit_log, independent of the settings of the session and the order of
-- columns.
create function neon_auth_internal.audit_hash(l neon_auth.audit_log)
returns bytea
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select sha256(convert_to((jsonb_build_array(
    l.id, extract(epoch from l.at)::text, l.entity, l.action, l.target, l."userId", l."actorId", l."impersonatorId",
    l."databaseRole", l."ipAddress", l."userAgent", l.before, l.after)
    || case when l."managementKey" is null then '[]' else jsonb_build_array(l."managementKey") end)::text, 'UTF8'))
$$;
