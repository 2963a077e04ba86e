-- TakeDeliveries leases mails that are due.
-- name: TakeDeliveries :many
select * from neon_auth_api.take_deliveries(@batch, @lease_seconds);

-- FinishDelivery records the result of a delivery attempt.
-- name: FinishDelivery :exec
select neon_auth_api.finish_delivery(@id, @attempt, sqlc.narg('error')::text, @hopeless);

-- IsOutboxOpen reports whether mail is queued.
-- name: IsOutboxOpen :one
select neon_auth_api.is_outbox_open()::boolean as open;

-- PeekOutbox reports whether mail is queued, and returns a sealed value of one mail.
-- name: PeekOutbox :one
select is_open::boolean, sealed::text from neon_auth_api.peek_outbox();

-- ExpireDeliveries deletes expired codes, links and old mails, up to a number of each.
-- name: ExpireDeliveries :one
select neon_auth_api.expire_deliveries(@batch)::int as most;

-- GetMailSettings returns the sender and the mail server.
-- name: GetMailSettings :one
select * from neon_auth_api.get_mail_settings();

-- StartPasswordLink stores the hash of the token in a mail that is about to be sent.
-- name: StartPasswordLink :one
select neon_auth_api.start_password_link(@delivery, @attempt, @reset_hash)::boolean as started;

-- GetMailTemplates returns the project's own texts of one kind of mail.
-- name: GetMailTemplates :many
select * from neon_auth_api.get_mail_templates(@kind);
