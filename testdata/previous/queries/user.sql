-- name: ChangeEmail :one
select neon_auth_api.change_email($1, $2, $3, $4, $5, $6)::json as body
;
-- name: ConfirmChangeEmail :one
select neon_auth_api.confirm_change_email(
  $1, $2, $3, $4, $5, $6
)::text as outcome
;
-- name: ConfirmDeleteUser :one
select neon_auth_api.delete_user_callback($1, $2)::json as body
;
-- name: DeleteUser :one
select neon_auth_api.delete_user(
  $1, $2::text, $3::text, $4, $5
)::json as body
;
-- name: FinishChangeEmail :one
select outcome::text, body::json from neon_auth_api.finish_change_email(
  $1, $2, $3, $4, $5
)
;
-- name: PrepareChangeEmail :one
select email, is_verified from neon_auth_api.prepare_change_email($1, $2)
;
-- name: PrepareDeleteUser :one
select neon_auth_api.prepare_delete_user($1)::text as password_hash
;
-- name: UpdateUser :one
select neon_auth_api.update_user($1, $2)::json as body
;
