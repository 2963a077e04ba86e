-- ListBreachedPasswords returns the known breached passwords whose SHA-1 begins with one of the prefixes.
-- name: ListBreachedPasswords :many
select prefix::int, suffixes::bytea from neon_auth_api.list_breached_passwords(@prefixes::int[]);
