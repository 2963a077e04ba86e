-- RequestMagicLink mails a link that signs in.
-- name: RequestMagicLink :one
select neon_auth_api.request_magic_link(@email, sqlc.narg('name')::text, @link_hash, @proof, @challenge_hash)::json as body;

-- UseMagicLink signs in with a mailed link.
-- name: UseMagicLink :one
select failure::text, is_new::boolean, body::json, has_verifier::boolean
from neon_auth_api.use_magic_link(@link_hash, @new_token_hash, @verifier);
