-- CreateRole makes a role of an organization.
-- name: CreateRole :one
select neon_auth_api.create_role(@token_hash, @input)::json as body;

-- ListRoles lists the roles that an organization has made.
-- name: ListRoles :one
select neon_auth_api.list_roles(@token_hash, @input)::json as body;

-- GetRole gives one of them.
-- name: GetRole :one
select neon_auth_api.get_role(@token_hash, @input)::json as body;

-- UpdateRole changes what a role allows, or its name.
-- name: UpdateRole :one
select neon_auth_api.update_role(@token_hash, @input)::json as body;

-- DeleteRole removes a role.
-- name: DeleteRole :one
select neon_auth_api.delete_role(@token_hash, @input)::json as body;
