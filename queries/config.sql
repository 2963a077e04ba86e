-- LoadConfig reads what the sidecar decides by without asking.
-- name: LoadConfig :one
select * from neon_auth_api.get_config();

-- ListFailures reads the list of failures, so that those found here are told in the same words.
-- name: ListFailures :many
select name::text, status::int, code::text, message::text from neon_auth_api.list_failures();

-- GetRelease tells which release is installed.
-- name: GetRelease :one
select neon_auth_api.get_release()::int as release;

-- ListClearSecrets reads secrets in project_config that were written in clear.
-- name: ListClearSecrets :many
select neon_auth_api.list_clear_secrets()::text as secret;

-- SealSecret puts the sealed form in the place of a secret that was written in clear.
-- name: SealSecret :one
select neon_auth_api.seal_secret(@plain_hash, @sealed)::boolean as sealed;
