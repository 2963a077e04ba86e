-- GetUsersSyncSecret returns the secret of an outside provider's webhook, in clear or sealed.
-- name: GetUsersSyncSecret :one
select neon_auth_api.get_users_sync_secret(@provider)::text as secret;

-- ReceiveUserEvent writes the event of an outside provider to users_sync.
-- name: ReceiveUserEvent :one
select neon_auth_api.receive_user_event(@provider, @event_id, @sent_millis, @event)::json as body;
