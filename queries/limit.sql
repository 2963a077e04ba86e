-- CountRequest counts a request for a limited path, and says for how many seconds it is refused.
-- name: CountRequest :one
select neon_auth_api.count_request(@path, @address, @person)::int as wait;
