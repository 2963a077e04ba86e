-- PrepareTwoFactor returns the caller's password hash and what their second factor is made from.
-- name: PrepareTwoFactor :one
select * from neon_auth_api.prepare_two_factor(@token_hash, @need);

-- EnableTwoFactor stores a secret and backup codes. It reports whether the session was replaced.
-- name: EnableTwoFactor :one
select neon_auth_api.enable_two_factor(
  @token_hash, @verified_hash, @sealed, @backup_hashes::text[], @new_token_hash
)::boolean as is_replaced;

-- DisableTwoFactor removes the caller's second factor and replaces the session.
-- name: DisableTwoFactor :one
select neon_auth_api.disable_two_factor(@token_hash, @verified_hash, @new_token_hash)::json as body;

-- ReplaceBackupCodes replaces the caller's backup codes.
-- name: ReplaceBackupCodes :exec
select neon_auth_api.replace_backup_codes(@token_hash, @verified_hash, @sealed, @backup_hashes::text[]);

-- BeginSecondStep returns what a second factor is verified against.
-- name: BeginSecondStep :one
select * from neon_auth_api.begin_second_step(@token_hash, @challenge_hash);

-- VerifyTOTP completes a second step with a code of an authenticator app.
-- name: VerifyTOTP :one
select failure::text, session::text, body::json from neon_auth_api.verify_totp(
  @token_hash, @challenge_hash, @sealed, sqlc.narg('step_number')::bigint, @pending, sqlc.narg('pending_number')::bigint,
  @new_token_hash, @remember, @trusted_hash
);

-- VerifyBackupCode completes a second step with a backup code.
-- name: VerifyBackupCode :one
select failure::text, session::text, body::json from neon_auth_api.verify_backup_code(
  @token_hash, @challenge_hash, @sealed, @code_hash, @disable_session, @new_token_hash, @remember, @trusted_hash
);

-- SendSecondCode mails a code for a second step.
-- name: SendSecondCode :one
select failure::text, body::json from neon_auth_api.send_second_code(@token_hash, @challenge_hash, @key, @proof);

-- VerifySecondCode completes a second step with a mailed code.
-- name: VerifySecondCode :one
select failure::text, session::text, body::json from neon_auth_api.verify_second_code(
  @token_hash, @challenge_hash, @key, @code_hashes::text[], @new_token_hash, @remember, @trusted_hash
);

-- FindTrustedDevice returns the user whom a trusted browser's token was stored for.
-- name: FindTrustedDevice :one
select neon_auth_api.find_trusted_device(@device_hash)::text as user_id;

-- FindChallenge reports whether a sign-in waits for its second factor.
-- name: FindChallenge :one
select neon_auth_api.find_challenge(@challenge_hash)::boolean as is_open;

-- ListOldFactors lists secrets that are not sealed with the current secret.
-- name: ListOldFactors :many
select user_id::text, sealed::text, context::text from neon_auth_api.list_old_factors(@prefix);

-- ResealFactor replaces a sealed secret by the same one, sealed again.
-- name: ResealFactor :exec
select neon_auth_api.reseal_factor(@user_id, @sealed, @resealed);

-- RequireStepUp fails unless the caller has proved who they are recently.
-- name: RequireStepUp :exec
select neon_auth_api.require_step_up(@token_hash);

-- ProvePassword records that the caller has proved their password.
-- name: ProvePassword :exec
select neon_auth_api.prove_password(@token_hash, @verified_hash);
