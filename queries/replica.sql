-- WALPosition returns how far the primary has written.
-- name: WALPosition :one
select * from neon_auth_api.wal_position();

-- IsReplayed reports whether a replica has replayed that much.
-- name: IsReplayed :one
select neon_auth_api.is_replayed(@branch, @timeline::integer, @position)::boolean as is_replayed;
