-- OpenQuestion stores a question for the webhook.
-- name: OpenQuestion :one
select * from neon_auth_api.open_question(@question);

-- TakeEvents returns the events that a request must deliver to the webhook before it responds.
-- name: TakeEvents :many
select * from neon_auth_api.take_events(@request_id);

-- GetEvent returns an event that the outbox delivers.
-- name: GetEvent :many
select * from neon_auth_api.get_event(@id);

-- FinishEvent records the result of delivery attempts to the webhook, and returns its meaning.
-- name: FinishEvent :one
select * from neon_auth_api.finish_event(
  @id, @attempts, sqlc.narg('status')::int, @answer, @error
);
