-- What is to leave the database: queued in the transaction of the change that causes it, and delivered by
-- whichever sidecar comes first.
create table neon_auth.outbox (
  id              uuid not null default gen_random_uuid(),
  kind            text not null,
  recipient       text not null,
  facts           jsonb not null default '{}',
  sealed          text,
  state           text not null default 'waiting',
  attempts        integer not null default 0,
  "lastError"     text,
  "createdAt"     timestamptz not null default current_timestamp,
  "nextAttemptAt" timestamptz not null default current_timestamp,
  "expiresAt"     timestamptz,
  "finishedAt"    timestamptz,
  branch          text not null default neon_auth.branch_identity(),
  constraint outbox_pkey primary key (id),
  constraint outbox_state_is_known check (state in ('waiting', 'sent', 'dead')),
  constraint outbox_keeps_no_sent_secret check (state <> 'sent' or sealed is null)
);

create index outbox_waiting_idx on neon_auth.outbox ("nextAttemptAt") where state = 'waiting';
create index outbox_finished_idx on neon_auth.outbox ("finishedAt") where state <> 'waiting';

alter table neon_auth.outbox enable row level security;

comment on table neon_auth.outbox is 'mail on its way; see list_deliveries, retry_delivery and drop_delivery';
comment on column neon_auth.outbox.kind is 'the mail''s type, such as sign-in-otp: the name of its template';
comment on column neon_auth.outbox.facts is 'what the template may show; nothing secret';
comment on column neon_auth.outbox.sealed is 'code or link, sealed with a key that is not in the database; gone once sent';
comment on column neon_auth.outbox."nextAttemptAt" is 'while somebody delivers: when he is taken for dead';
comment on column neon_auth.outbox."expiresAt" is 'when the code or link counts no more, and is sent no more';
comment on column neon_auth.outbox.branch is 'branch_identity() it was queued under; a copy sends nothing of its parent''s';

create index "verification_expiresAt_idx" on neon_auth.verification ("expiresAt");
create index verification_reset_idx on neon_auth.verification (value) where identifier like 'reset-password:%';

-- How often somebody has asked. Lost in a crash, and nothing is to be repaired.
create unlogged table neon_auth.request_count (
  key    text not null,
  count  integer not null,
  since  timestamptz not null,
  constraint request_count_pkey primary key (key)
);

alter table neon_auth.request_count enable row level security;

comment on table neon_auth.request_count is 'see list_limits and reset_limits';

-- Who may sign up. No rule: everybody.
create table neon_auth.sign_up_rule (
  id          uuid not null default gen_random_uuid(),
  action      text not null,
  email       text,
  invited     boolean not null default false,
  code        text not null default 'SIGN_UP_NOT_ALLOWED',
  message     text not null default 'Sign up is not allowed',
  "createdAt" timestamptz not null default current_timestamp,
  constraint sign_up_rule_pkey primary key (id),
  constraint sign_up_rule_allows_or_denies check (action in ('allow', 'deny')),
  constraint sign_up_rule_names_somebody check (email <> '' or invited)
);

alter table neon_auth.sign_up_rule enable row level security;

comment on table neon_auth.sign_up_rule is
  'who may sign up, on every path: nobody whom a deny matches, and where there are allows only whom one of them matches';
comment on column neon_auth.sign_up_rule.email is 'an address, or a pattern in which * stands for anything: *@example.com';
comment on column neon_auth.sign_up_rule.invited is 'matches only whom a pending invitation is for';
comment on column neon_auth.sign_up_rule.code is 'what a client is told when this deny matches, or no allow does';
