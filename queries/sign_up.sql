-- PrepareSignUp refuses before anything is hashed.
-- name: PrepareSignUp :exec
select neon_auth_api.prepare_sign_up(@email, @password_length, @fields);

-- SignUpEmail makes the user, and a session where the settings say so.
-- name: SignUpEmail :one
select neon_auth_api.sign_up_email(
  @name, @email, sqlc.narg('image')::text, @password_hash, @password_length, @fields, @token_hash, @remember, @proof
)::json as body;
