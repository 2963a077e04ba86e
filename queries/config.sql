-- LoadConfig reads what the sidecar decides by without asking.
-- name: LoadConfig :one
select * from neon_auth_api.get_config();

-- ListFailures reads the list of failures, so that those found here are told in the same words.
-- name: ListFailures :many
select name::text, status::int, code::text, message::text from neon_auth_api.list_failures();

-- GetRelease tells which release is installed.
-- name: GetRelease :one
select neon_auth_api.get_release()::int as release;

-- ListUnsealedSecrets reads secrets in project_config that were written in clear or are bound to no place yet.
-- name: ListUnsealedSecrets :many
select secret::text, context::text from neon_auth_api.list_unsealed_secrets();

-- FindSecretContexts reads the places that a sealed secret may have been sealed for.
-- name: FindSecretContexts :many
select neon_auth_api.find_secret_contexts(@sealed)::text as context;

-- SealSecret puts the sealed form in the place of a secret that was written in clear.
-- name: SealSecret :one
select neon_auth_api.seal_secret(@plain_hash, @sealed, @context)::boolean as sealed;
