-- name: FindCredential :many
select user_id, password_hash from neon_auth_api.find_credential($1)
;
-- name: SignInCode :one
select failure::text, body::json from neon_auth_api.sign_in_code($1, $2::text[], $3)
;
-- name: SignInEmail :one
select failure::text, body::json from neon_auth_api.sign_in_email(
  $1, $2, $3, $4, $5::text, $6
)
;
