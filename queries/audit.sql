-- TidyAudit makes partitions ahead and drops old ones.
-- name: TidyAudit :one
select neon_auth_api.tidy_audit()::int as touched;

-- CountRefusal counts a refused sign-in.
-- name: CountRefusal :exec
select neon_auth_api.count_refusal(@email);
