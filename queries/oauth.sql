-- StartOAuth keeps what the way to a provider and back needs.
-- name: StartOAuth :exec
select neon_auth_api.start_oauth(@provider_id, @init_hash, @caller_hash, @is_link, @request);

-- BeginOAuth uses the init token up and keeps the state.
-- name: BeginOAuth :one
select neon_auth_api.begin_oauth(@init_hash, @state_hash, @sealed)::jsonb as begun;

-- TakeOAuthState uses a state up.
-- name: TakeOAuthState :one
select failure::text, flow::jsonb, provider::jsonb from neon_auth_api.take_oauth_state(@state_hash, @cookie_hash, @provider_id);

-- FinishOAuth signs in, signs up or links by a provider's answer.
-- name: FinishOAuth :one
select failure::text, is_new::boolean, body::json
from neon_auth_api.finish_oauth(@provider_id, @answer, @tokens, @flow, @caller_hash, @new_token_hash, @verifier);

-- TakeSessionVerifier returns the session that a verifier stands for.
-- name: TakeSessionVerifier :one
select neon_auth_api.take_session_verifier(@verifier_hash, @challenge_hash)::text as sealed;

-- GetOAuthProvider returns what is known of a provider; null: not turned on.
-- name: GetOAuthProvider :one
select neon_auth_api.get_oauth_provider(@provider_id, sqlc.narg('caller_hash')::text)::jsonb as provider;

-- OwnOAuthFlow returns the flow by which an account is linked to the caller.
-- name: OwnOAuthFlow :one
select neon_auth_api.own_oauth_flow(@caller_hash)::jsonb as flow;
