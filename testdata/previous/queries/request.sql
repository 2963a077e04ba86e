-- name: BeginRequest :exec
select neon_auth_api.begin_request($1, $2, $3)
;
