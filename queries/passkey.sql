-- BeginPasskeyRegistration returns the options with which the caller creates a passkey.
-- name: BeginPasskeyRegistration :one
select neon_auth_api.begin_passkey_registration(
  @token_hash, @challenge_hash, @challenge, @host, @attachment, @name
)::json as body;

-- FindPasskeyRegistration returns what a new passkey is verified against.
-- name: FindPasskeyRegistration :one
select * from neon_auth_api.find_passkey_registration(@token_hash, @challenge_hash);

-- AddPasskey adds a verified passkey to the caller.
-- name: AddPasskey :one
select failure::text, body::json from neon_auth_api.add_passkey(@token_hash, @challenge_hash, @credential);

-- BeginPasskeySignIn returns the options with which a passkey signs in.
-- name: BeginPasskeySignIn :one
select neon_auth_api.begin_passkey_sign_in(@token_hash, @step_hash, @challenge_hash, @challenge, @host)::json as body;

-- FindPasskeySignIn returns what a passkey's signature is verified against.
-- name: FindPasskeySignIn :one
select * from neon_auth_api.find_passkey_sign_in(@challenge_hash, @credential_id);

-- SignInPasskey opens a session after a right signature.
-- name: SignInPasskey :one
select failure::text, body::json from neon_auth_api.sign_in_passkey(
  @token_hash, @step_hash, @challenge_hash, @credential_id, @verified_key, @counter, @is_verified, @is_backed_up,
  @new_token_hash, @remember
);

-- SpendPasskeyChallenge uses up a challenge after a wrong response.
-- name: SpendPasskeyChallenge :exec
select neon_auth_api.spend_passkey_challenge(@ceremony, @challenge_hash);

-- ListPasskeys lists the caller's passkeys.
-- name: ListPasskeys :one
select neon_auth_api.list_passkeys(@token_hash)::json as body;

-- UpdatePasskey renames a passkey of the caller.
-- name: UpdatePasskey :one
select neon_auth_api.update_passkey(@token_hash, @id, @name)::json as body;

-- DeletePasskey removes a passkey of the caller.
-- name: DeletePasskey :one
select neon_auth_api.delete_passkey(@token_hash, @id)::json as body;
