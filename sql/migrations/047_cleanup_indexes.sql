-- online
-- Delivery and clean-up find their rows by index, also beside a million others.
create index concurrently if not exists outbox_open_idx on neon_auth.outbox ("expiresAt") where state = 'waiting' or sealed is not null;
create index concurrently if not exists outbox_done_idx on neon_auth.outbox (state, "finishedAt") where state <> 'waiting';
drop index concurrently if exists neon_auth.outbox_finished_idx;
create index concurrently if not exists webhook_event_open_idx
on neon_auth.webhook_event ("expiresAt") where state = 'waiting' or sealed is not null;
