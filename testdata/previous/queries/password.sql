-- name: ChangePassword :one
select neon_auth_api.change_password(
  $1, $2, $3, $4, $5
)::json as body
;
-- name: FindOwnCredential :one
select neon_auth_api.find_own_credential($1)::text as password_hash
;
-- name: PreparePasswordChange :one
select neon_auth_api.prepare_password_change($1, $2)::text as password_hash
;
