-- name: ExpireDeliveries :one
select neon_auth_api.expire_deliveries()::int as removed
;
-- name: FinishDelivery :exec
select neon_auth_api.finish_delivery($1, $2, $3::text, $4)
;
-- name: GetMailSettings :one
select app_name, sender_email, sender_name, host, port, username, password from neon_auth_api.get_mail_settings()
;
-- name: IsOutboxOpen :one
select neon_auth_api.is_outbox_open()::boolean as open
;
-- name: SealSecret :one
select neon_auth_api.seal_secret($1, $2)::boolean as sealed
;
-- name: TakeDeliveries :many
select id, kind, recipient, facts, sealed, attempts from neon_auth_api.take_deliveries($1, $2)
;
