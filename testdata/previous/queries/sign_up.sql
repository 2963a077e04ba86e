-- name: PrepareSignUp :exec
select neon_auth_api.prepare_sign_up($1, $2, $3)
;
-- name: SignUpEmail :one
select neon_auth_api.sign_up_email(
  $1, $2, $3::text, $4, $5, $6, $7, $8, $9
)::json as body
;
