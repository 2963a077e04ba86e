-- online
-- What was done as another user is found by the administrator who did it, for export_user and erase_user.
create index concurrently if not exists "audit_log_impersonatorId_idx" on neon_auth.audit_log ("impersonatorId") where "impersonatorId" is not null;
create index concurrently if not exists "audit_log_impersonatedBy_idx" on neon_auth.audit_log ((after ->> 'impersonatedBy'))
where after ->> 'impersonatedBy' is not null;
create index concurrently if not exists "audit_log_impersonatedBy_before_idx" on neon_auth.audit_log ((before ->> 'impersonatedBy'))
where before ->> 'impersonatedBy' is not null;
