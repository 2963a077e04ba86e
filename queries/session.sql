-- GetSessions returns sessions by the hashes of their tokens.
-- name: GetSessions :many
select * from neon_auth_api.get_sessions(@branch, @token_hashes::text[]);

-- RefreshSession deletes an expired session, or prolongs one that is due.
-- name: RefreshSession :many
select * from neon_auth_api.refresh_session(@branch, @token_hash);

-- ExpireSessions deletes a batch of expired sessions.
-- name: ExpireSessions :one
select neon_auth_api.expire_sessions(@batch)::int as removed;

-- ListSessions lists the caller's sessions.
-- name: ListSessions :one
select neon_auth_api.list_sessions(@token_hash)::json as body;

-- RevokeSession ends one of the caller's sessions.
-- name: RevokeSession :one
select neon_auth_api.revoke_session(@token_hash, @target_hash)::json as body;

-- RevokeSessions ends all the caller's sessions.
-- name: RevokeSessions :one
select neon_auth_api.revoke_sessions(@token_hash)::json as body;

-- RevokeOtherSessions ends all the caller's sessions except the current one.
-- name: RevokeOtherSessions :one
select neon_auth_api.revoke_other_sessions(@token_hash)::json as body;

-- SignOut ends the session, if it exists, and others of the browser.
-- name: SignOut :one
select neon_auth_api.sign_out(@token_hash, @device_hashes::text[])::json as body;

-- GetExtraClaims returns the claims that the claims hook adds to a token.
-- name: GetExtraClaims :one
select neon_auth_api.get_extra_claims(@token_hash)::json as claims;
