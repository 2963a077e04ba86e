-- name: GetRelease :one
select neon_auth_api.get_release()::int as release
;
-- name: ListFailures :many
select name::text, status::int, code::text, message::text from neon_auth_api.list_failures()
;
-- name: LoadConfig :one
select config_version, branch, trusted_origins, allow_localhost, cookie_cache, cookie_cache_seconds, magic_link, limited_paths, organizations, claims_hook from neon_auth_api.get_config()
;
