-- UpdateUser changes the caller's name and image.
-- name: UpdateUser :one
select neon_auth_api.update_user(@token_hash, @fields)::json as body;

-- PrepareDeleteUser returns the password hash that confirms a deletion.
-- name: PrepareDeleteUser :one
select neon_auth_api.prepare_delete_user(@token_hash)::text as password_hash;

-- DeleteUser deletes the caller.
-- name: DeleteUser :one
select neon_auth_api.delete_user(
  @token_hash, sqlc.narg('verified_hash')::text, sqlc.narg('delete_token_hash')::text, @mailed_token_hash, @proof
)::json as body;

-- ConfirmDeleteUser deletes the caller, who opened the mailed link.
-- name: ConfirmDeleteUser :one
select neon_auth_api.delete_user_callback(@token_hash, @delete_token_hash)::json as body;

-- PrepareChangeEmail returns the caller's address.
-- name: PrepareChangeEmail :one
select * from neon_auth_api.prepare_change_email(
  @token_hash, @new_email, sqlc.narg('verified_hash')::text
);

-- ChangeEmail requests a change of the caller's address.
-- name: ChangeEmail :one
select neon_auth_api.change_email(
  @token_hash, @new_email, @old_email, @confirm, @link_hash, @proof, sqlc.narg('verified_hash')::text
)::json as body;

-- ChangeEmailAtOnce changes the caller's address, which is not verified.
-- name: ChangeEmailAtOnce :one
select neon_auth_api.change_email_at_once(
  @token_hash, @new_email, @old_email, @proof, sqlc.narg('verified_hash')::text
)::json as body;

-- ConfirmChangeEmail continues the change with the link that was mailed to the old address.
-- name: ConfirmChangeEmail :one
select neon_auth_api.confirm_change_email(
  @token_hash, @old_email, @new_email, @link_hash, @next_hash, @proof
)::text as outcome;

-- FinishChangeEmail completes the change with the link that was mailed to the new address.
-- name: FinishChangeEmail :one
select outcome::text, body::json from neon_auth_api.finish_change_email(
  @token_hash, @old_email, @new_email, @link_hash, @new_token_hash
);
