-- The users as rows of JSON, with the columns of the table that Stack Auth filled in Neon's first auth. It is empty
-- unless neon_auth.enable_users_sync() or a webhook of another provider fills it. Rows are never deleted, so that foreign
-- keys of apps keep holding.
create table neon_auth.users_sync (
  raw_json   jsonb not null,
  id         text not null generated always as (raw_json ->> 'id') stored,
  name       text generated always as (raw_json ->> 'display_name') stored,
  email      text generated always as (raw_json ->> 'primary_email') stored,
  created_at timestamptz generated always as
    (to_timestamp(trunc((raw_json ->> 'signed_up_at_millis')::bigint::double precision) / 1000)) stored,
  updated_at timestamptz,
  deleted_at timestamptz,
  constraint users_sync_pkey primary key (id),
  constraint raw_json_is_short check (octet_length(raw_json::text) <= 1048576),
  constraint id_is_short check (octet_length(id) between 1 and 255),
  constraint name_is_short check (octet_length(name) <= 8192),
  constraint email_is_short check (octet_length(email) <= 1024)
);

create index users_sync_deleted_at_idx on neon_auth.users_sync (deleted_at);
alter table neon_auth.users_sync enable row level security;

-- Which outside provider a row of users_sync is from, and as of when. A row without an entry here is a user of this
-- database.
create table neon_auth.users_sync_source (
  id          text not null,
  provider    text not null,
  "changedAt" timestamptz not null,
  constraint users_sync_source_pkey primary key (id),
  constraint id_is_short check (octet_length(id) between 1 and 255),
  constraint provider_is_short check (octet_length(provider) <= 64)
);

alter table neon_auth.users_sync_source enable row level security;

-- Events that were received, so that each counts once.
create table neon_auth.users_sync_event (
  provider     text not null,
  "eventId"    text not null,
  "receivedAt" timestamptz not null default current_timestamp,
  constraint users_sync_event_pkey primary key (provider, "eventId"),
  constraint provider_is_short check (octet_length(provider) <= 64),
  constraint "eventId_is_short" check (octet_length("eventId") between 1 and 255)
);

create index "users_sync_event_receivedAt_idx" on neon_auth.users_sync_event ("receivedAt");
alter table neon_auth.users_sync_event enable row level security;
