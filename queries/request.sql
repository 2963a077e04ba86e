-- BeginRequest goes before each call, in its transaction.
-- name: BeginRequest :exec
select neon_auth_api.begin_request(@config_version, @ip_address, @user_agent);

-- ConfirmSettings fails, as every query of a request does, when the settings have changed.
-- name: ConfirmSettings :exec
select neon_auth_api.confirm_settings();
