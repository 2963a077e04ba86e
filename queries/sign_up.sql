-- PrepareSignUp checks a request before anything is hashed.
-- name: PrepareSignUp :exec
select neon_auth_api.prepare_sign_up(@email, @password_length, @fields);

-- SignUpEmail creates the user, and a session if the settings allow it.
-- name: SignUpEmail :one
select neon_auth_api.sign_up_email(
  @name, @email, sqlc.narg('image')::text, @password_hash, @password_length, @fields, @token_hash, @remember, @proof
)::json as body;
