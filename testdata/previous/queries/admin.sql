-- name: AdminRemoveUser :one
select neon_auth_api.admin_remove_user($1, $2)::json as body
;
-- name: AdminUpdateUser :one
select neon_auth_api.admin_update_user($1, $2, $3, $4)::json as body
;
-- name: BanUser :one
select neon_auth_api.ban_user(
  $1, $2, $3::text, $4::double precision
)::json as body
;
-- name: CreateUser :one
select neon_auth_api.create_user(
  $1, $2, $3, $4::jsonb, $5::jsonb, $6::text
)::json as body
;
-- name: FoldUserCount :one
select neon_auth_api.fold_user_count()::int as folded
;
-- name: GetUser :one
select neon_auth_api.get_user($1, $2)::json as body
;
-- name: HasPermission :one
select neon_auth_api.has_permission($1, $2)::json as body
;
-- name: ImpersonateUser :one
select neon_auth_api.impersonate_user($1, $2, $3)::json as body
;
-- name: ListUserSessions :one
select neon_auth_api.list_user_sessions($1, $2)::json as body
;
-- name: ListUsers :one
select neon_auth_api.list_users($1, $2)::json as body
;
-- name: PrepareCreateUser :exec
select neon_auth_api.prepare_create_user($1, $2, $3)
;
-- name: PrepareSetPassword :exec
select neon_auth_api.prepare_set_password($1, $2)
;
-- name: RevokeUserSession :one
select neon_auth_api.revoke_user_session($1, $2)::json as body
;
-- name: RevokeUserSessions :one
select neon_auth_api.revoke_user_sessions($1, $2)::json as body
;
-- name: SetRole :one
select neon_auth_api.set_role($1, $2, $3)::json as body
;
-- name: SetUserPassword :one
select neon_auth_api.set_user_password($1, $2, $3)::json as body
;
-- name: StopImpersonating :one
select neon_auth_api.stop_impersonating($1, $2)::json as body
;
-- name: UnbanUser :one
select neon_auth_api.unban_user($1, $2)::json as body
;
