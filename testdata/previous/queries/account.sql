-- name: GetAccessToken :one
select neon_auth_api.get_access_token($1, $2, $3::text)::json as body
;
-- name: GetAccountInfo :one
select neon_auth_api.account_info($1, $2::text)::json as body
;
-- name: ListAccounts :one
select neon_auth_api.list_accounts($1)::json as body
;
-- name: RefreshToken :one
select neon_auth_api.refresh_token($1, $2, $3::text)::json as body
;
-- name: UnlinkAccount :one
select neon_auth_api.unlink_account($1, $2, $3::text)::json as body
;
