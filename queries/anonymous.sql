-- SignInAnonymous creates an anonymous user and opens their session.
-- name: SignInAnonymous :one
select neon_auth_api.sign_in_anonymous(@token_hash, @new_token_hash)::json as body;

-- DeleteAnonymousUser deletes the caller, an anonymous user.
-- name: DeleteAnonymousUser :one
select neon_auth_api.delete_anonymous_user(@token_hash)::json as body;

-- TidyActivity deletes old days of activity and old anonymous users, a batch of each.
-- name: TidyActivity :one
select neon_auth_api.tidy_activity(@batch)::integer as deleted;
