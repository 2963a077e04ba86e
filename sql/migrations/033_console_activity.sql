-- online
-- The console's page of the audit log filters by these. Few rows have a management key.
create index concurrently if not exists audit_log_entity_idx on neon_auth.audit_log (entity, action, id);
create index concurrently if not exists audit_log_key_idx on neon_auth.audit_log (id) where "managementKey" is not null;
create index concurrently if not exists audit_log_at_idx on neon_auth.audit_log using brin (at) with (autosummarize = on);
