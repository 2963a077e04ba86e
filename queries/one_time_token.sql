-- PutOneTimeToken stores a token that hands the session to another client.
-- name: PutOneTimeToken :exec
select neon_auth_api.put_one_time_token(@token_hash, @one_time_hash, @sealed, @by_client);

-- UseOneTimeToken uses up a one-time token and returns its session.
-- name: UseOneTimeToken :one
select failure::text, token_hash::text, sealed::text, body::json from neon_auth_api.use_one_time_token(@one_time_hash);
