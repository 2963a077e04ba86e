-- record_grant records the grants of neonauth's functions, because grants fire no trigger.
create function neon_auth_internal.record_grant(entity text, target text, roles text[])
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into neon_auth.audit_log (entity, action, target, after)
  values (record_grant.entity, 'grant', left(record_grant.target, 128), jsonb_build_object('roles', to_jsonb(roles)))
$$;
