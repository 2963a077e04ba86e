-- name: CountRefusal :exec
select neon_auth_api.count_refusal($1)
;
-- name: TidyAudit :one
select neon_auth_api.tidy_audit()::int as touched
;
