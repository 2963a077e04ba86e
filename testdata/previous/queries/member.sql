-- name: CheckPermission :one
select neon_auth_api.check_permission($1, $2)::json as body
;
-- name: GetActiveMember :one
select neon_auth_api.get_active_member($1, $2)::json as body
;
-- name: GetActiveMemberRole :one
select neon_auth_api.get_active_member_role($1, $2)::json as body
;
-- name: LeaveOrganization :one
select neon_auth_api.leave_organization($1, $2)::json as body
;
-- name: ListMembers :one
select neon_auth_api.list_members($1, $2)::json as body
;
-- name: RemoveMember :one
select neon_auth_api.remove_member($1, $2)::json as body
;
-- name: UpdateMemberRole :one
select neon_auth_api.update_member_role($1, $2)::json as body
;
