-- ListAccounts lists the accounts that the caller can sign in with.
-- name: ListAccounts :one
select neon_auth_api.list_accounts(@token_hash)::json as body;

-- UnlinkAccount removes one of the caller's accounts.
-- name: UnlinkAccount :one
select neon_auth_api.unlink_account(@token_hash, sqlc.narg('provider_id')::text, sqlc.narg('account_id')::text)::json as body;

-- FindProviderAccount returns one of the caller's accounts at a provider, with its tokens.
-- name: FindProviderAccount :one
select neon_auth_api.find_provider_account(
  @token_hash, sqlc.narg('provider_id')::text, sqlc.narg('account_id')::text, @purpose)::jsonb as account;

-- StoreProviderTokens stores the tokens that a provider returned for a refresh.
-- name: StoreProviderTokens :one
select neon_auth_api.store_provider_tokens(@account, @previous, @tokens)::boolean as stored;

-- DescribeAccount maps a provider's response to a user.
-- name: DescribeAccount :one
select neon_auth_api.describe_account(@provider_id, @answer)::jsonb as described;
