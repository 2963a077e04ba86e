-- Passkeys (WebAuthn credentials), with Better Auth's names.
create table neon_auth.passkey (
  id             uuid not null default gen_random_uuid(),
  name           text,
  "publicKey"    text not null,
  "userId"       uuid not null,
  "credentialID" text not null,
  counter        integer not null,
  "deviceType"   text not null,
  "backedUp"     boolean not null,
  transports     text,
  "createdAt"    timestamptz default current_timestamp,
  aaguid         text,
  constraint passkey_pkey primary key (id),
  constraint "passkey_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade,
  constraint "passkey_credentialID_key" unique ("credentialID"),
  constraint name_is_short check (octet_length(name) <= 1024),
  constraint "publicKey_is_short" check (octet_length("publicKey") <= 8192),
  constraint "credentialID_is_short" check (octet_length("credentialID") between 1 and 1366),
  constraint "deviceType_is_known" check ("deviceType" = any (array['singleDevice', 'multiDevice'])),
  constraint transports_is_short check (octet_length(transports) <= 255),
  constraint aaguid_is_short check (octet_length(aaguid) <= 64)
);

create index "passkey_userId_idx" on neon_auth.passkey ("userId");

-- What Better Auth has no columns for. Its counter has half the range of an authenticator's.
create table neon_auth.passkey_state (
  "passkeyId"  uuid not null,
  counter      bigint not null,
  "lastUsedAt" timestamptz,
  constraint passkey_state_pkey primary key ("passkeyId"),
  constraint "passkey_state_passkeyId_fkey" foreign key ("passkeyId") references neon_auth.passkey (id) on delete cascade
);

alter table neon_auth.passkey enable row level security;
alter table neon_auth.passkey_state enable row level security;
