-- name: UpdateUser :one
select neon_auth_api.update_user($1, $2)::json as body
;
