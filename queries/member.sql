-- ListMembers filters, sorts and lists members.
-- name: ListMembers :one
select neon_auth_api.list_members(@token_hash, @input)::json as body;

-- GetActiveMember returns the caller's membership of the active organization.
-- name: GetActiveMember :one
select neon_auth_api.get_active_member(@token_hash, @input)::json as body;

-- GetActiveMemberRole returns a member's role.
-- name: GetActiveMemberRole :one
select neon_auth_api.get_active_member_role(@token_hash, @input)::json as body;

-- UpdateMemberRole changes a member's role.
-- name: UpdateMemberRole :one
select neon_auth_api.update_member_role(@token_hash, @input)::json as body;

-- RemoveMember removes a member.
-- name: RemoveMember :one
select neon_auth_api.remove_member(@token_hash, @input)::json as body;

-- LeaveOrganization ends the caller's membership.
-- name: LeaveOrganization :one
select neon_auth_api.leave_organization(@token_hash, @input)::json as body;

-- CheckPermission reports whether the caller has permissions.
-- name: CheckPermission :one
select neon_auth_api.check_permission(@token_hash, @input)::json as body;
