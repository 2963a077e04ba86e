-- name: AddKey :many
select id, public_key, private_key, expires_at from neon_auth_api.add_key($1, $2)
;
-- name: CurrentKey :many
select id, public_key, private_key, expires_at from neon_auth_api.current_key()
;
-- name: ListKeys :one
select neon_auth_api.list_keys()::json as body
;
-- name: ListPublicKeys :one
select neon_auth_api.list_public_keys()::json as body
;
-- name: RetireKey :exec
select neon_auth_api.retire_key()
;
