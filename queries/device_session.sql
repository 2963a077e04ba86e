-- ListDeviceSessions lists the live sessions of a browser.
-- name: ListDeviceSessions :one
select neon_auth_api.list_device_sessions(@token_hashes::text[])::json as body;

-- UseDeviceSession returns the session that becomes the active one of a browser.
-- name: UseDeviceSession :one
select failure::text, body::json from neon_auth_api.use_device_session(@token_hash, @target_hash);

-- RevokeDeviceSession ends a session of a browser, and returns the one that becomes active.
-- name: RevokeDeviceSession :one
select neon_auth_api.revoke_device_session(@token_hash, @target_hash, @other_hashes::text[])::text as next_hash;

-- ReplaceDeviceSessions ends a user's older sessions in a browser.
-- name: ReplaceDeviceSessions :many
select ended_hash::text, is_dead::boolean from neon_auth_api.replace_device_sessions(@token_hash, @other_hashes::text[]);
