-- BeginRequest starts the transaction of each call.
-- name: BeginRequest :exec
select neon_auth_api.begin_request(
  @config_version, @ip_address, @user_agent, @request_id, @language, @device_hash, @next_device_hash, @caller_hash,
  @login_method
);
