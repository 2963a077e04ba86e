-- OpenQuestion writes down what the webhook is to be asked.
-- name: OpenQuestion :one
select * from neon_auth_api.open_question(@question);

-- TakeEvents gives what a request has to tell the webhook before it is answered.
-- name: TakeEvents :many
select * from neon_auth_api.take_events(@request_id);

-- GetEvent gives an event that the outbox delivers.
-- name: GetEvent :many
select * from neon_auth_api.get_event(@id);

-- FinishEvent notes how attempts to tell the webhook ended, and tells what the answer means.
-- name: FinishEvent :one
select * from neon_auth_api.finish_event(
  @id, @attempts, sqlc.narg('status')::int, @answer, @error
);
