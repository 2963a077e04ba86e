-- FindOwnCredential gives the caller's password hash, empty when there is none.
-- name: FindOwnCredential :one
select neon_auth_api.find_own_credential(@token_hash)::text as password_hash;

-- PreparePasswordChange refuses before anything is hashed, and gives the caller's password hash.
-- name: PreparePasswordChange :one
select neon_auth_api.prepare_password_change(@token_hash, @new_password_length)::text as password_hash;

-- ChangePassword replaces the password that was verified.
-- name: ChangePassword :one
select neon_auth_api.change_password(
  @token_hash, @verified_hash, @new_password_hash, @revoke_others, @new_token_hash
)::json as body;
