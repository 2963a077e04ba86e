-- TidyAudit creates the next partitions and drops old ones.
-- name: TidyAudit :one
select neon_auth_api.tidy_audit()::int as touched;

-- CountRefusal records a refused sign-in.
-- name: CountRefusal :exec
select neon_auth_api.count_refusal(@email);

-- SealAudit seals the rows of audit_log whose transactions have ended.
-- name: SealAudit :one
select neon_auth_api.seal_audit()::text as seal;
