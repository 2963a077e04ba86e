-- CurrentKey returns the key that this branch signs with. No row before the first key.
-- name: CurrentKey :many
select * from neon_auth_api.current_key();

-- AddKey adds the first key of the branch, and returns the one that signs.
-- name: AddKey :many
select * from neon_auth_api.add_key(@public_key, @private_key);

-- RetireKey retires the signing key.
-- name: RetireKey :exec
select neon_auth_api.retire_key();

-- ListKeys lists the branch's keys for the operator.
-- name: ListKeys :one
select neon_auth_api.list_keys()::json as body;

-- ListPublicKeys returns the key set.
-- name: ListPublicKeys :one
select neon_auth_api.list_public_keys()::json as body;
