-- InviteMember invites an address, by mail where the settings say so.
-- name: InviteMember :one
select neon_auth_api.invite_member(@token_hash, @input, @is_address, @app_origin)::json as body;

-- AcceptInvitation makes the caller a member.
-- name: AcceptInvitation :one
select neon_auth_api.accept_invitation(@token_hash, @input)::json as body;

-- RejectInvitation declines an invitation to the caller.
-- name: RejectInvitation :one
select neon_auth_api.reject_invitation(@token_hash, @input)::json as body;

-- CancelInvitation takes an invitation back.
-- name: CancelInvitation :one
select neon_auth_api.cancel_invitation(@token_hash, @input)::json as body;

-- GetInvitation gives an invitation to the caller.
-- name: GetInvitation :one
select neon_auth_api.get_invitation(@token_hash, @input)::json as body;

-- ListInvitations lists an organization's invitations.
-- name: ListInvitations :one
select neon_auth_api.list_invitations(@token_hash, @input)::json as body;

-- ListUserInvitations lists those that wait for the caller.
-- name: ListUserInvitations :one
select neon_auth_api.list_user_invitations(@token_hash, @input)::json as body;
