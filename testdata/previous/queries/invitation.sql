-- name: AcceptInvitation :one
select neon_auth_api.accept_invitation($1, $2)::json as body
;
-- name: CancelInvitation :one
select neon_auth_api.cancel_invitation($1, $2)::json as body
;
-- name: GetInvitation :one
select neon_auth_api.get_invitation($1, $2)::json as body
;
-- name: InviteMember :one
select neon_auth_api.invite_member($1, $2, $3, $4)::json as body
;
-- name: ListInvitations :one
select neon_auth_api.list_invitations($1, $2)::json as body
;
-- name: ListUserInvitations :one
select neon_auth_api.list_user_invitations($1, $2)::json as body
;
-- name: RejectInvitation :one
select neon_auth_api.reject_invitation($1, $2)::json as body
;
