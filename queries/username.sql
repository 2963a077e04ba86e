-- IsUsernameAvailable reports whether nobody has a username.
-- name: IsUsernameAvailable :one
select neon_auth_api.is_username_available(@username)::json as body;

-- FindUsernameCredential returns the hash to verify a password against. For an unknown user it is another user's hash.
-- name: FindUsernameCredential :many
select * from neon_auth_api.find_username_credential(@username);

-- SignInUsername opens a session after the sidecar has verified the password.
-- name: SignInUsername :one
select failure::text, body::json from neon_auth_api.sign_in_username(
  @user_id, @verified_hash, @token_hash, @remember, @proof
);
