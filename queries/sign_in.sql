-- FindCredential returns the hash to verify a password against. For an unknown user it is another user's hash.
-- name: FindCredential :many
select * from neon_auth_api.find_credential(@email);

-- SignInEmail opens a session after the sidecar has verified the password.
-- name: SignInEmail :one
select failure::text, body::json from neon_auth_api.sign_in_email(
  @user_id, @verified_hash, @token_hash, @remember, sqlc.narg('callback_url')::text, @proof
);

-- SignInCode signs in with a mailed code.
-- name: SignInCode :one
select failure::text, body::json from neon_auth_api.sign_in_code(@email, @code_hashes::text[], @token_hash);
