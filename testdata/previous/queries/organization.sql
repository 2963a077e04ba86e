-- name: CheckSlug :one
select neon_auth_api.check_slug($1, $2)::json as body
;
-- name: CreateOrganization :one
select neon_auth_api.create_organization($1, $2)::json as body
;
-- name: DeleteOrganization :one
select neon_auth_api.delete_organization($1, $2)::json as body
;
-- name: GetFullOrganization :one
select failure, activated, body from neon_auth_api.get_full_organization($1, $2)
;
-- name: ListOrganizations :one
select neon_auth_api.list_organizations($1, $2)::json as body
;
-- name: SetActiveOrganization :one
select failure, activated, body from neon_auth_api.set_active_organization($1, $2)
;
-- name: UpdateOrganization :one
select neon_auth_api.update_organization($1, $2)::json as body
;
