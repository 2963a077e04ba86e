-- name: RequestMagicLink :one
select neon_auth_api.request_magic_link($1, $2::text, $3, $4)::json as body
;
-- name: UseMagicLink :one
select failure::text, is_new::boolean, body::json from neon_auth_api.use_magic_link($1, $2)
;
