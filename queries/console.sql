-- FindConsoleSession returns the key of a session of the console.
-- name: FindConsoleSession :many
select key_hash::bytea, key_id::text, name::text, read_only::boolean, branch::text, database::text, expires_at::timestamptz
from neon_auth_api.find_console_session(@session_hash);

-- OpenConsoleSession signs in to the console with a management key.
-- name: OpenConsoleSession :one
select status::integer, message::text from neon_auth_api.open_console_session(@key_hash, @session_hash);

-- EnterConsole signs in to the console with the code of an address.
-- name: EnterConsole :one
select neon_auth_api.enter_console(@code_hash, @session_hash)::boolean as opened;

-- CloseConsoleSession signs out of the console.
-- name: CloseConsoleSession :exec
select neon_auth_api.close_console_session(@session_hash);

-- ManageOverview is GET /console/db/NAME/.
-- name: ManageOverview :one
select neon_auth_api.manage_overview(@key_hash)::json as body;

-- ManageListUsers is GET /console/db/NAME/users/.
-- name: ManageListUsers :one
select neon_auth_api.manage_list_users(@key_hash, @query)::json as body;

-- ManageGetUser is GET /console/db/NAME/users/ID.
-- name: ManageGetUser :one
select neon_auth_api.manage_get_user(@key_hash, @user_id)::json as body;

-- ManageAddUser is POST /console/db/NAME/users.
-- name: ManageAddUser :one
select neon_auth_api.manage_add_user(@key_hash, @email, @name, @role, @is_verified, @send_link)::json as body;

-- ManageUpdateUser is POST /console/db/NAME/users/ID.
-- name: ManageUpdateUser :one
select neon_auth_api.manage_update_user(@key_hash, @user_id, @fields)::json as body;

-- ManageBanUser is POST /console/db/NAME/users/ID/ban.
-- name: ManageBanUser :one
select neon_auth_api.manage_ban_user(@key_hash, @user_id, @reason, @seconds)::json as body;

-- ManageUnbanUser is POST /console/db/NAME/users/ID/unban.
-- name: ManageUnbanUser :one
select neon_auth_api.manage_unban_user(@key_hash, @user_id)::json as body;

-- ManageEndSessions is POST /console/db/NAME/users/ID/sessions/end.
-- name: ManageEndSessions :one
select neon_auth_api.manage_end_sessions(@key_hash, @user_id, @session_id)::json as body;

-- ManageResetTwoFactor is POST /console/db/NAME/users/ID/two-factor.
-- name: ManageResetTwoFactor :one
select neon_auth_api.manage_reset_two_factor(@key_hash, @user_id)::json as body;

-- ManageDeletePasskey is POST /console/db/NAME/users/ID/passkeys/delete.
-- name: ManageDeletePasskey :one
select neon_auth_api.manage_delete_passkey(@key_hash, @user_id, @passkey_id)::json as body;

-- ManageSendPasswordLink is POST /console/db/NAME/users/ID/password.
-- name: ManageSendPasswordLink :one
select neon_auth_api.manage_send_password_link(@key_hash, @user_id)::json as body;

-- ManageExportUser is GET /console/db/NAME/users/ID/export.
-- name: ManageExportUser :one
select neon_auth_api.manage_export_user(@key_hash, @user_id)::json as body;

-- ManageRemoveUser is POST /console/db/NAME/users/ID/delete and /erase.
-- name: ManageRemoveUser :one
select neon_auth_api.manage_remove_user(@key_hash, @user_id, @email, @erase)::json as body;

-- ManageListOrganizations is GET /console/db/NAME/organizations/.
-- name: ManageListOrganizations :one
select neon_auth_api.manage_list_organizations(@key_hash, @query)::json as body;

-- ManageGetOrganization is GET /console/db/NAME/organizations/ID.
-- name: ManageGetOrganization :one
select neon_auth_api.manage_get_organization(@key_hash, @organization_id)::json as body;

-- ManageAddOrganization is POST /console/db/NAME/organizations.
-- name: ManageAddOrganization :one
select neon_auth_api.manage_add_organization(@key_hash, @name, @slug, @owner_email)::json as body;

-- ManageUpdateOrganization is POST /console/db/NAME/organizations/ID.
-- name: ManageUpdateOrganization :one
select neon_auth_api.manage_update_organization(@key_hash, @organization_id, @name, @slug)::json as body;

-- ManageRemoveOrganization is POST /console/db/NAME/organizations/ID/delete.
-- name: ManageRemoveOrganization :one
select neon_auth_api.manage_remove_organization(@key_hash, @organization_id, @slug)::json as body;

-- ManageSetMember is POST /console/db/NAME/organizations/ID/members.
-- name: ManageSetMember :one
select neon_auth_api.manage_set_member(@key_hash, @organization_id, @email, @role)::json as body;

-- ManageRemoveMember is POST /console/db/NAME/organizations/ID/members/remove.
-- name: ManageRemoveMember :one
select neon_auth_api.manage_remove_member(@key_hash, @organization_id, @member_id)::json as body;

-- ManageInviteMember is POST /console/db/NAME/organizations/ID/invitations.
-- name: ManageInviteMember :one
select neon_auth_api.manage_invite_member(@key_hash, @organization_id, @email, @role)::json as body;

-- ManageCancelInvitation is POST /console/db/NAME/organizations/ID/invitations/cancel.
-- name: ManageCancelInvitation :one
select neon_auth_api.manage_cancel_invitation(@key_hash, @organization_id, @invitation_id)::json as body;

-- ManageAddTeam is POST /console/db/NAME/organizations/ID/teams.
-- name: ManageAddTeam :one
select neon_auth_api.manage_add_team(@key_hash, @organization_id, @name)::json as body;

-- ManageRemoveTeam is POST /console/db/NAME/organizations/ID/teams/remove.
-- name: ManageRemoveTeam :one
select neon_auth_api.manage_remove_team(@key_hash, @organization_id, @team_id)::json as body;

-- ManageSetTeamMember is POST /console/db/NAME/organizations/ID/teams/members.
-- name: ManageSetTeamMember :one
select neon_auth_api.manage_set_team_member(@key_hash, @organization_id, @team_id, @email, @is_member)::json as body;

-- ManageImpersonateUser is POST /console/db/NAME/users/ID/impersonate.
-- name: ManageImpersonateUser :one
select neon_auth_api.manage_impersonate_user(@key_hash, @user_id, @new_token_hash, @verifier)::json as body;

-- ManageListImpersonations returns the live sessions in which a key acts as a user.
-- name: ManageListImpersonations :one
select neon_auth_api.manage_list_impersonations(@key_hash)::json as body;

-- ManageListMailTemplates is GET /console/db/NAME/settings/templates.
-- name: ManageListMailTemplates :one
select neon_auth_api.manage_list_mail_templates(@key_hash)::json as body;

-- ManagePutMailTemplate is POST /console/db/NAME/settings/templates.
-- name: ManagePutMailTemplate :one
select neon_auth_api.manage_put_mail_template(@key_hash, @kind, @language, @subject, @html, @content)::json as body;

-- ManageRemoveMailTemplate is POST /console/db/NAME/settings/templates/remove.
-- name: ManageRemoveMailTemplate :one
select neon_auth_api.manage_remove_mail_template(@key_hash, @kind, @language)::json as body;

-- ManageRecordBranch checks and records who is about to create, reset or delete a branch.
-- name: ManageRecordBranch :one
select neon_auth_api.manage_record_branch(@key_hash, @action, @name)::json as body;

-- ManageCountSignIns counts active users, and sign-ins by day.
-- name: ManageCountSignIns :one
select neon_auth_api.manage_count_sign_ins(@key_hash)::json as body;
