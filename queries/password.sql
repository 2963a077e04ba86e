-- FindOwnCredential returns the caller's password hash, or empty text when there is none.
-- name: FindOwnCredential :one
select neon_auth_api.find_own_credential(@token_hash)::text as password_hash;

-- PreparePasswordChange checks a request before anything is hashed, and returns the caller's password hash.
-- name: PreparePasswordChange :one
select neon_auth_api.prepare_password_change(@token_hash, @new_password_length)::text as password_hash;

-- ChangePassword replaces the verified password.
-- name: ChangePassword :one
select neon_auth_api.change_password(
  @token_hash, @verified_hash, @new_password_hash, @revoke_others, @new_token_hash
)::json as body;

-- RequestPasswordReset mails a link to set a password.
-- name: RequestPasswordReset :one
select neon_auth_api.request_password_reset(@email, @reset_hash, @proof)::json as body;

-- FindPasswordReset reports whether a reset link is valid.
-- name: FindPasswordReset :one
select neon_auth_api.find_password_reset(@reset_hash)::boolean as counts;

-- PreparePasswordReset checks a request before anything is hashed.
-- name: PreparePasswordReset :exec
select neon_auth_api.prepare_password_reset(@reset_hash, @password_length);

-- ResetPassword consumes a reset link.
-- name: ResetPassword :one
select neon_auth_api.reset_password(@token_hash, @reset_hash, @password_hash)::json as body;

-- ExchangeCode exchanges a code for a reset token, before anything is hashed.
-- name: ExchangeCode :one
select neon_auth_api.exchange_code(@email, @code_hashes::text[], @password_length, @reset_hash)::text as failure;
-- RehashPassword stores a verified password in this server's own hash format.
-- name: RehashPassword :exec
select neon_auth_api.rehash_password(@user_id, @verified_hash, @new_hash);
