-- UpdateUser changes the caller's name and image.
-- name: UpdateUser :one
select neon_auth_api.update_user(@token_hash, @fields)::json as body;

-- PrepareDeleteUser gives the password hash that a deletion is confirmed with.
-- name: PrepareDeleteUser :one
select neon_auth_api.prepare_delete_user(@token_hash)::text as password_hash;

-- DeleteUser removes the caller.
-- name: DeleteUser :one
select neon_auth_api.delete_user(
  @token_hash, sqlc.narg('verified_hash')::text, sqlc.narg('delete_token_hash')::text, @mailed_token_hash, @proof
)::json as body;

-- ConfirmDeleteUser removes the caller, who followed the mailed link.
-- name: ConfirmDeleteUser :one
select neon_auth_api.delete_user_callback(@token_hash, @delete_token_hash)::json as body;

-- PrepareChangeEmail tells which address the caller has.
-- name: PrepareChangeEmail :one
select * from neon_auth_api.prepare_change_email(
  @token_hash, @new_email, sqlc.narg('verified_hash')::text
);

-- ChangeEmail asks for another address.
-- name: ChangeEmail :one
select neon_auth_api.change_email(
  @token_hash, @new_email, @old_email, @confirm, @link_hash, @proof, sqlc.narg('verified_hash')::text
)::json as body;

-- ConfirmChangeEmail goes on to the new address, by the link that the old one got.
-- name: ConfirmChangeEmail :one
select neon_auth_api.confirm_change_email(
  @token_hash, @old_email, @new_email, @link_hash, @next_hash, @proof
)::text as outcome;

-- FinishChangeEmail changes the address, by the link that the new one got.
-- name: FinishChangeEmail :one
select outcome::text, body::json from neon_auth_api.finish_change_email(
  @token_hash, @old_email, @new_email, @link_hash, @new_token_hash
);
