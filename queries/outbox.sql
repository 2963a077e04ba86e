-- TakeDeliveries takes mails that are due.
-- name: TakeDeliveries :many
select * from neon_auth_api.take_deliveries(@batch, @lease_seconds);

-- FinishDelivery ends an attempt, well or not.
-- name: FinishDelivery :exec
select neon_auth_api.finish_delivery(@id, @attempt, sqlc.narg('error')::text, @hopeless);

-- IsOutboxOpen tells whether mail waits.
-- name: IsOutboxOpen :one
select neon_auth_api.is_outbox_open()::boolean as open;

-- PeekOutbox tells whether mail waits, and what one of them is sealed as.
-- name: PeekOutbox :one
select is_open::boolean, sealed::text from neon_auth_api.peek_outbox();

-- ExpireDeliveries removes what is over: codes, links, old mails.
-- name: ExpireDeliveries :one
select neon_auth_api.expire_deliveries()::int as removed;

-- GetMailSettings reads who mails come from and which way they go.
-- name: GetMailSettings :one
select * from neon_auth_api.get_mail_settings();

-- StartPasswordLink keeps the hash of the token that a mail is about to bring.
-- name: StartPasswordLink :one
select neon_auth_api.start_password_link(@delivery, @attempt, @reset_hash)::boolean as started;
