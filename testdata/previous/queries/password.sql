-- name: ChangePassword :one
select neon_auth_api.change_password(
  $1, $2, $3, $4, $5
)::json as body
;
-- name: ExchangeCode :one
select neon_auth_api.exchange_code($1, $2::text[], $3, $4)::text as failure
;
-- name: FindOwnCredential :one
select neon_auth_api.find_own_credential($1)::text as password_hash
;
-- name: FindPasswordReset :one
select neon_auth_api.find_password_reset($1)::boolean as counts
;
-- name: PreparePasswordChange :one
select neon_auth_api.prepare_password_change($1, $2)::text as password_hash
;
-- name: PreparePasswordReset :exec
select neon_auth_api.prepare_password_reset($1, $2)
;
-- name: RehashPassword :exec
select neon_auth_api.rehash_password($1, $2, $3)
;
-- name: RequestPasswordReset :one
select neon_auth_api.request_password_reset($1, $2, $3)::json as body
;
-- name: ResetPassword :one
select neon_auth_api.reset_password($1, $2, $3)::json as body
;
