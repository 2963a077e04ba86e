-- What the project's webhook was told and asked, with its answers.
create table neon_auth.webhook_event (
  id           uuid not null default gen_random_uuid(),
  type         text not null,
  "user"       jsonb not null default '{}',
  data         jsonb not null default '{}',
  sealed       text,
  state        text not null default 'waiting',
  attempts     integer not null default 0,
  status       integer,
  answer       text,
  error        text,
  "requestId"  text,
  "createdAt"  timestamptz not null default current_timestamp,
  "expiresAt"  timestamptz,
  "finishedAt" timestamptz,
  branch       text not null default neon_auth.branch_identity(),
  constraint webhook_event_pkey primary key (id),
  constraint webhook_event_state_is_known check (state in ('waiting', 'delivered', 'refused', 'failed')),
  constraint webhook_event_keeps_no_delivered_secret check (state <> 'delivered' or sealed is null)
);

create index "webhook_event_requestId_idx" on neon_auth.webhook_event ("requestId") where "requestId" is not null;
create index "webhook_event_createdAt_idx" on neon_auth.webhook_event ("createdAt");

alter table neon_auth.webhook_event enable row level security;

comment on table neon_auth.webhook_event is 'what the webhook was told; see list_events, redeliver_event and test_webhook';
comment on column neon_auth.webhook_event."user" is 'whom it is about, as he is told to the webhook';
comment on column neon_auth.webhook_event.data is 'the rest of what is told; nothing secret';
comment on column neon_auth.webhook_event.sealed is
  'code or link, sealed with a key that is not in the database; gone once delivered';
comment on column neon_auth.webhook_event.state is 'refused: the webhook said no to user.before_create';
comment on column neon_auth.webhook_event.status is 'of the last answer; null: there was none';
comment on column neon_auth.webhook_event.answer is 'the last one, where no secret had been told that it could repeat';
comment on column neon_auth.webhook_event."requestId" is 'the request that waits for the answer; null: the outbox delivers it';
comment on column neon_auth.webhook_event.branch is 'branch_identity() it was made under; a copy tells nothing of its parent''s';
