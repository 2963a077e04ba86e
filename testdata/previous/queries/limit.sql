-- name: CountRequest :one
select neon_auth_api.count_request($1, $2, $3)::int as wait
;
