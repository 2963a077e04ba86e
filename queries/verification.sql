-- SendCode mails a code.
-- name: SendCode :one
select neon_auth_api.send_code(@kind, @email, @proof)::json as body;

-- CheckCode checks a code without consuming it.
-- name: CheckCode :one
select failure::text, body::json from neon_auth_api.check_code(@kind, @email, @code_hashes::text[]);

-- VerifyEmailCode verifies an address with a code.
-- name: VerifyEmailCode :one
select failure::text, body::json from neon_auth_api.verify_email_code(@email, @code_hashes::text[], @new_token_hash);

-- SendVerificationEmail mails a link or code that verifies an address.
-- name: SendVerificationEmail :one
select neon_auth_api.send_verification_email(@token_hash, @email, @proof)::json as body;

-- VerifyEmailLink verifies an address with a link that the sidecar has checked.
-- name: VerifyEmailLink :one
select neon_auth_api.verify_email_link(@token_hash, @email, @new_token_hash, @link_hash)::text as outcome;
