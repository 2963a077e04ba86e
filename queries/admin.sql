-- GetUser returns a user to an administrator.
-- name: GetUser :one
select neon_auth_api.get_user(@token_hash, @user_id)::json as body;

-- ListUsers searches, filters, sorts and counts users.
-- name: ListUsers :one
select neon_auth_api.list_users(@token_hash, @query)::json as body;

-- PrepareCreateUser checks a request before anything is hashed.
-- name: PrepareCreateUser :exec
select neon_auth_api.prepare_create_user(@token_hash, @email, @is_address);

-- CreateUser creates a user.
-- name: CreateUser :one
select neon_auth_api.create_user(
  @token_hash, @email, @name, sqlc.narg('role')::jsonb, sqlc.narg('fields')::jsonb, sqlc.narg('password_hash')::text
)::json as body;

-- AdminUpdateUser changes a user.
-- name: AdminUpdateUser :one
select neon_auth_api.admin_update_user(@token_hash, @user_id, @fields, @is_address)::json as body;

-- SetRole changes a user's role.
-- name: SetRole :one
select neon_auth_api.set_role(@token_hash, @user_id, @role)::json as body;

-- BanUser bans a user.
-- name: BanUser :one
select neon_auth_api.ban_user(
  @token_hash, @user_id, sqlc.narg('reason')::text, sqlc.narg('seconds')::double precision
)::json as body;

-- UnbanUser lifts a user's ban.
-- name: UnbanUser :one
select neon_auth_api.unban_user(@token_hash, @user_id)::json as body;

-- ListUserSessions lists a user's sessions.
-- name: ListUserSessions :one
select neon_auth_api.list_user_sessions(@token_hash, @user_id)::json as body;

-- RevokeUserSession ends one session.
-- name: RevokeUserSession :one
select neon_auth_api.revoke_user_session(@token_hash, @target_hash)::json as body;

-- RevokeUserSessions ends all sessions of a user.
-- name: RevokeUserSessions :one
select neon_auth_api.revoke_user_sessions(@token_hash, @user_id)::json as body;

-- ImpersonateUser opens a session as another user.
-- name: ImpersonateUser :one
select neon_auth_api.impersonate_user(@token_hash, @user_id, @new_token_hash)::json as body;

-- StopImpersonating returns to the administrator's own session.
-- name: StopImpersonating :one
select neon_auth_api.stop_impersonating(@token_hash, @admin_token_hash)::json as body;

-- AdminRemoveUser deletes a user.
-- name: AdminRemoveUser :one
select neon_auth_api.admin_remove_user(@token_hash, @user_id)::json as body;

-- PrepareSetPassword checks a request before anything is hashed.
-- name: PrepareSetPassword :exec
select neon_auth_api.prepare_set_password(@token_hash, @password_length);

-- SetUserPassword replaces a user's password.
-- name: SetUserPassword :one
select neon_auth_api.set_user_password(@token_hash, @user_id, @password_hash)::json as body;

-- HasPermission reports whether the caller has permissions.
-- name: HasPermission :one
select neon_auth_api.has_permission(@token_hash, @wanted)::json as body;

-- FoldUserCount adds up the rows of the user counter.
-- name: FoldUserCount :one
select neon_auth_api.fold_user_count()::int as folded;
