-- CreateRole creates a role of an organization.
-- name: CreateRole :one
select neon_auth_api.create_role(@token_hash, @input)::json as body;

-- ListRoles lists the roles that an organization defined.
-- name: ListRoles :one
select neon_auth_api.list_roles(@token_hash, @input)::json as body;

-- GetRole returns a role that an organization defined.
-- name: GetRole :one
select neon_auth_api.get_role(@token_hash, @input)::json as body;

-- UpdateRole changes a role's permissions or name.
-- name: UpdateRole :one
select neon_auth_api.update_role(@token_hash, @input)::json as body;

-- DeleteRole deletes a role.
-- name: DeleteRole :one
select neon_auth_api.delete_role(@token_hash, @input)::json as body;
