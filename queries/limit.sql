-- CountRequest counts a request for a limited path, and says for how many seconds it is refused.
-- name: CountRequest :one
select neon_auth_api.count_request(@path, @address, @person)::int as wait;

-- PassPassword takes back the attempt that was counted, once the caller's current password has been verified.
-- name: PassPassword :exec
select neon_auth_api.pass_password(@token_hash);

-- PassSignIn takes back the attempt of a sign-in that failed for another reason than its password.
-- name: PassSignIn :exec
select neon_auth_api.pass_sign_in(@email);
