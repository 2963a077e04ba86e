-- Sessions of the console, and addresses that open one. They are read in the home database only (DATABASE_URL), and stay
-- when auth is disabled there.
create table if not exists neon_auth_management.console_session (
  hash       bytea not null,
  key_id     uuid not null,
  created_at timestamptz not null default current_timestamp,
  expires_at timestamptz not null,
  constraint console_session_pkey primary key (hash),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint console_session_key_fkey foreign key (key_id) references neon_auth_management.key (id) on delete cascade
);

create table if not exists neon_auth_management.console_code (
  hash       bytea not null,
  key_id     uuid not null,
  expires_at timestamptz not null,
  constraint console_code_pkey primary key (hash),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint console_code_key_fkey foreign key (key_id) references neon_auth_management.key (id) on delete cascade
);

create index if not exists console_session_key_id_idx on neon_auth_management.console_session (key_id);
create index if not exists console_code_key_id_idx on neon_auth_management.console_code (key_id);

alter table neon_auth_management.console_session enable row level security;
alter table neon_auth_management.console_code enable row level security;

comment on table neon_auth_management.console_session is 'Browsers that are signed in to the console. Their rights are those of the key.';
comment on column neon_auth_management.console_session.hash is 'SHA-256 of the cookie.';
comment on table neon_auth_management.console_code is 'Addresses printed by `neonauth console`. Each opens one session.';
comment on column neon_auth_management.console_code.hash is 'SHA-256 of the code in the address.';
