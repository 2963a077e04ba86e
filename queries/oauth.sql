-- StartOAuth stores what the redirect to a provider and the callback need.
-- name: StartOAuth :exec
select neon_auth_api.start_oauth(@provider_id, @init_hash, @caller_hash, @is_link, @request);

-- BeginOAuth consumes the init token and stores the state.
-- name: BeginOAuth :one
select neon_auth_api.begin_oauth(@init_hash, @state_hash, @sealed)::jsonb as begun;

-- TakeOAuthState consumes a state.
-- name: TakeOAuthState :one
select failure::text, flow::jsonb, provider::jsonb from neon_auth_api.take_oauth_state(@state_hash, @cookie_hash, @provider_id);

-- FinishOAuth signs in, signs up or links an account with a provider's response.
-- name: FinishOAuth :one
select failure::text, is_new::boolean, body::json
from neon_auth_api.finish_oauth(@provider_id, @answer, @tokens, @flow, @caller_hash, @new_token_hash, @verifier);

-- TakeSessionVerifier consumes a session verifier and returns its session.
-- name: TakeSessionVerifier :one
select neon_auth_api.take_session_verifier(@verifier_hash, @challenge_hash)::text as sealed;

-- GetOAuthProvider returns a provider's settings. Null if it is not enabled.
-- name: GetOAuthProvider :one
select neon_auth_api.get_oauth_provider(@provider_id, sqlc.narg('caller_hash')::text)::jsonb as provider;

-- OwnOAuthFlow returns the flow that links an account to the caller.
-- name: OwnOAuthFlow :one
select neon_auth_api.own_oauth_flow(@caller_hash)::jsonb as flow;
