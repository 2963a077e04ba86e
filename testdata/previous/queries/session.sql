-- name: ExpireSessions :one
select neon_auth_api.expire_sessions($1)::int as removed
;
-- name: GetExtraClaims :one
select neon_auth_api.get_extra_claims($1)::json as claims
;
-- name: GetSessions :many
select token_hash, id, expires_at, created_at, updated_at, ip_address, user_agent, impersonated_by, active_organization_id, remembered, user_id, name, email, email_verified, image, user_created_at, user_updated_at, role, banned, ban_reason, ban_expires, is_due, is_expired, config_version, organization_slug, organization_role from neon_auth_api.get_sessions($1, $2::text[])
;
-- name: ListSessions :one
select neon_auth_api.list_sessions($1)::json as body
;
-- name: RefreshSession :many
select token_hash, id, expires_at, created_at, updated_at, ip_address, user_agent, impersonated_by, active_organization_id, remembered, user_id, name, email, email_verified, image, user_created_at, user_updated_at, role, banned, ban_reason, ban_expires, is_due, is_expired, config_version, organization_slug, organization_role from neon_auth_api.refresh_session($1, $2)
;
-- name: RevokeOtherSessions :one
select neon_auth_api.revoke_other_sessions($1)::json as body
;
-- name: RevokeSession :one
select neon_auth_api.revoke_session($1, $2)::json as body
;
-- name: RevokeSessions :one
select neon_auth_api.revoke_sessions($1)::json as body
;
-- name: SignOut :one
select neon_auth_api.sign_out($1)::json as body
;
