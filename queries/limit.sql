-- CountRequest counts a request for a rate-limited path. If it is refused, it returns for how many seconds.
-- name: CountRequest :one
select neon_auth_api.count_request(@path, @address, @person)::int as wait;

-- PassPassword removes the recorded attempt after the caller's current password has been verified.
-- name: PassPassword :exec
select neon_auth_api.pass_password(@token_hash);

-- PassSignIn removes the recorded attempt of a sign-in that failed for another reason than its password.
-- name: PassSignIn :exec
select neon_auth_api.pass_sign_in(@email);
