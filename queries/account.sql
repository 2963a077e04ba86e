-- ListAccounts lists the caller's ways to sign in.
-- name: ListAccounts :one
select neon_auth_api.list_accounts(@token_hash)::json as body;

-- GetAccountInfo asks the provider about one of the caller's accounts.
-- name: GetAccountInfo :one
select neon_auth_api.account_info(@token_hash, sqlc.narg('account_id')::text, sqlc.narg('provider_id')::text)::json as body;

-- UnlinkAccount removes one of the caller's ways to sign in.
-- name: UnlinkAccount :one
select neon_auth_api.unlink_account(@token_hash, sqlc.narg('provider_id')::text, sqlc.narg('account_id')::text)::json as body;

-- GetAccessToken gives the provider's access token.
-- name: GetAccessToken :one
select neon_auth_api.get_access_token(@token_hash, sqlc.narg('provider_id')::text, sqlc.narg('account_id')::text)::json as body;

-- RefreshToken has the provider give new tokens.
-- name: RefreshToken :one
select neon_auth_api.refresh_token(@token_hash, sqlc.narg('provider_id')::text, sqlc.narg('account_id')::text)::json as body;
