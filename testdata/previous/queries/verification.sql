-- name: CheckCode :one
select failure::text, body::json from neon_auth_api.check_code($1, $2, $3::text[])
;
-- name: SendCode :one
select neon_auth_api.send_code($1, $2, $3)::json as body
;
-- name: SendVerificationEmail :one
select neon_auth_api.send_verification_email($1, $2, $3)::json as body
;
-- name: VerifyEmailCode :one
select failure::text, body::json from neon_auth_api.verify_email_code($1, $2::text[], $3)
;
-- name: VerifyEmailLink :one
select neon_auth_api.verify_email_link($1, $2, $3)::text as outcome
;
