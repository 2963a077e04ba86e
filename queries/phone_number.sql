-- SendPhoneCode sends a code to a phone number.
-- name: SendPhoneCode :one
select neon_auth_api.send_phone_code(@phone_number, @proof)::json as body;

-- VerifyPhoneNumber signs in with a code sent to a phone number, or sets the caller's number.
-- name: VerifyPhoneNumber :one
select failure::text, session::text, body::json from neon_auth_api.verify_phone_number(
  @token_hash, @phone_number, @code_hashes::text[], @new_token_hash, @open_session, @update_number
);

-- FindPhoneCredential returns the hash to verify a password against. For an unknown number it is another user's hash.
-- name: FindPhoneCredential :many
select * from neon_auth_api.find_phone_credential(@phone_number);

-- CountPhoneRefusal counts a rejected sign-in with a password.
-- name: CountPhoneRefusal :exec
select neon_auth_api.count_phone_refusal(@phone_number);

-- SignInPhone opens a session after the sidecar has verified the password.
-- name: SignInPhone :one
select failure::text, body::json from neon_auth_api.sign_in_phone(
  @user_id, @phone_number, @verified_hash, @token_hash, @remember, @proof
);

-- RequestPhoneReset sends a code to set a new password to a phone number.
-- name: RequestPhoneReset :one
select neon_auth_api.request_phone_reset(@phone_number, @proof)::json as body;

-- ExchangePhoneCode exchanges such a code for a reset token.
-- name: ExchangePhoneCode :one
select neon_auth_api.exchange_phone_code(@phone_number, @code_hashes::text[], @password_length, @reset_hash)::text as failure;

-- ResetPasswordByPhone sets a new password.
-- name: ResetPasswordByPhone :one
select neon_auth_api.reset_password_by_phone(@token_hash, @reset_hash, @password_hash)::json as body;
