-- CreateOrganization creates an organization whose first member is the caller.
-- name: CreateOrganization :one
select neon_auth_api.create_organization(@token_hash, @input)::json as body;

-- CheckSlug reports whether a slug is free.
-- name: CheckSlug :one
select neon_auth_api.check_slug(@token_hash, @input)::json as body;

-- ListOrganizations lists the caller's organizations.
-- name: ListOrganizations :one
select neon_auth_api.list_organizations(@token_hash, @input)::json as body;

-- GetFullOrganization returns an organization with its members and invitations.
-- name: GetFullOrganization :one
select * from neon_auth_api.get_full_organization(@token_hash, @input);

-- SetActiveOrganization sets the session's active organization.
-- name: SetActiveOrganization :one
select * from neon_auth_api.set_active_organization(@token_hash, @input);

-- UpdateOrganization changes an organization.
-- name: UpdateOrganization :one
select neon_auth_api.update_organization(@token_hash, @input)::json as body;

-- DeleteOrganization deletes an organization with its members and invitations.
-- name: DeleteOrganization :one
select neon_auth_api.delete_organization(@token_hash, @input)::json as body;
