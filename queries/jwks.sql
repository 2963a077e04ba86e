-- CurrentKey gives the key this branch signs with; no row before the first.
-- name: CurrentKey :many
select * from neon_auth_api.current_key();

-- AddKey gives the branch its first key, or what another sidecar gave it.
-- name: AddKey :many
select * from neon_auth_api.add_key(@public_key, @private_key);

-- RetireKey lets the current key sign no more.
-- name: RetireKey :exec
select neon_auth_api.retire_key();

-- ListKeys lists the branch's keys for the operator.
-- name: ListKeys :one
select neon_auth_api.list_keys()::json as body;

-- ListPublicKeys gives the key set.
-- name: ListPublicKeys :one
select neon_auth_api.list_public_keys()::json as body;
