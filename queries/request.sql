-- BeginRequest goes before each call, in its transaction.
-- name: BeginRequest :exec
select neon_auth_api.begin_request(@config_version, @ip_address, @user_agent, @request_id);
