create table neon_auth.jwks (
  id           uuid not null default gen_random_uuid(),
  "publicKey"  text not null,
  "privateKey" text not null,
  "createdAt"  timestamptz not null,
  "expiresAt"  timestamptz,
  branch       text not null default neon_auth.branch_identity(),
  constraint jwks_pkey primary key (id)
);

-- Two sidecars that need a first key at once make one: the second insert does nothing.
create unique index jwks_current_key on neon_auth.jwks (branch) where "expiresAt" is null;

comment on column neon_auth.jwks."privateKey" is 'sealed with a key that is not in the database';
comment on column neon_auth.jwks."expiresAt" is 'null: signs; else retired, and verifies until then';
comment on column neon_auth.jwks.branch is 'branch_identity() the key was made under; it counts there only';
