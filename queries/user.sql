-- UpdateUser changes the caller's name and image.
-- name: UpdateUser :one
select neon_auth_api.update_user(@token_hash, @fields)::json as body;
