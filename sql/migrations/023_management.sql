-- Keys of the management API. They are in a schema of their own, which stays when the API disables auth and deletes its
-- data. Enabling auth again runs all migrations again, so these, and later ones for this schema, tolerate what exists.

create table if not exists neon_auth_management.key (
  id           uuid not null default gen_random_uuid(),
  name         text not null,
  hash         bytea not null,
  start        text not null,
  read_only    boolean not null default false,
  branch       text,
  expires_at   timestamptz,
  created_at   timestamptz not null default current_timestamp,
  revoked_at   timestamptz,
  last_used_at timestamptz,
  constraint key_pkey primary key (id),
  constraint key_hash_key unique (hash),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint name_is_short check (length(name) between 1 and 100),
  constraint start_is_short check (length(start) between 1 and 16),
  constraint branch_is_an_id check (branch ~ '^br-[a-z0-9]+-[a-z0-9]+-[a-z0-9]+$' and length(branch) <= 60)
);

-- Requests by key, and by client address with keys that do not exist.
create table if not exists neon_auth_management.request_count (
  key   text not null,
  count integer not null,
  since timestamptz not null,
  constraint request_count_pkey primary key (key)
);

create index if not exists request_count_since_idx on neon_auth_management.request_count (since);

-- A row means: auth was disabled here through the API, so a starting sidecar does not install it again.
create table if not exists neon_auth_management.disabled (
  only_row boolean not null default true,
  at       timestamptz not null default current_timestamp,
  constraint disabled_pkey primary key (only_row),
  constraint disabled_is_one_row check (only_row)
);

alter table neon_auth_management.key enable row level security;
alter table neon_auth_management.request_count enable row level security;
alter table neon_auth_management.disabled enable row level security;

comment on table neon_auth_management.key is 'Keys of the management API. The home database (DATABASE_URL) is authoritative; other databases have copies.';
comment on column neon_auth_management.key.hash is 'SHA-256 of the key. The key itself is stored nowhere.';
comment on column neon_auth_management.key.start is 'The first characters of the key, to recognize it.';
comment on column neon_auth_management.key.branch is 'The only branch the key is valid for. Null: all branches.';
comment on table neon_auth_management.request_count is 'Internal: requests of a minute, by key, and by client address with unknown keys.';
comment on table neon_auth_management.disabled is 'Internal: a row means that auth was disabled through the management API.';

-- The key of the management API that changed something: "name (first characters)".
alter table neon_auth.audit_log add column "managementKey" text;
comment on column neon_auth.audit_log."managementKey" is 'The management key that made the change: its name and first characters.';
