-- LoadConfig reads what the sidecar decides by without asking.
-- name: LoadConfig :one
select * from neon_auth_api.get_config();

-- ListFailures reads the list of failures, so that those found here are told in the same words.
-- name: ListFailures :many
select name::text, status::int, code::text, message::text from neon_auth_api.list_failures();

-- GetRelease tells which release is installed.
-- name: GetRelease :one
select neon_auth_api.get_release()::int as release;
