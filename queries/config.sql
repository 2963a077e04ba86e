-- LoadConfig returns what the sidecar needs before it calls the database.
-- name: LoadConfig :one
select * from neon_auth_api.get_config();

-- GetConfigVersion returns the branch and the version of its settings, as in ConfigRow.
-- name: GetConfigVersion :one
select neon_auth_api.get_config_version()::text as version;

-- ListFailures returns all failures, so that the sidecar uses the same messages for those it detects itself.
-- name: ListFailures :many
select name::text, status::int, code::text, message::text from neon_auth_api.list_failures();

-- GetRelease returns the installed release.
-- name: GetRelease :one
select neon_auth_api.get_release()::int as release;

-- ListUnsealedSecrets returns secrets in project_config that are stored in clear or sealed without a context.
-- name: ListUnsealedSecrets :many
select secret::text, context::text from neon_auth_api.list_unsealed_secrets();

-- FindSecretContexts returns the contexts that a sealed secret may have been sealed for.
-- name: FindSecretContexts :many
select neon_auth_api.find_secret_contexts(@sealed)::text as context;

-- SealSecret replaces a secret by its sealed form.
-- name: SealSecret :one
select neon_auth_api.seal_secret(@plain_hash, @sealed, @context)::boolean as sealed;
