-- InviteMember invites an address, by mail if the settings enable it.
-- name: InviteMember :one
select neon_auth_api.invite_member(@token_hash, @input, @is_address, @app_origin)::json as body;

-- AcceptInvitation makes the caller a member.
-- name: AcceptInvitation :one
select neon_auth_api.accept_invitation(@token_hash, @input)::json as body;

-- RejectInvitation rejects an invitation for the caller.
-- name: RejectInvitation :one
select neon_auth_api.reject_invitation(@token_hash, @input)::json as body;

-- CancelInvitation cancels an invitation.
-- name: CancelInvitation :one
select neon_auth_api.cancel_invitation(@token_hash, @input)::json as body;

-- GetInvitation returns an invitation for the caller.
-- name: GetInvitation :one
select neon_auth_api.get_invitation(@token_hash, @input)::json as body;

-- ListInvitations lists an organization's invitations.
-- name: ListInvitations :one
select neon_auth_api.list_invitations(@token_hash, @input)::json as body;

-- ListUserInvitations lists the caller's pending invitations.
-- name: ListUserInvitations :one
select neon_auth_api.list_user_invitations(@token_hash, @input)::json as body;
