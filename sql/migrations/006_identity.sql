-- What the verified identity of a transaction rests on. All of it is the owner's alone: row security
-- stands in for the grant somebody gives on the whole schema one day.

-- The secret under which auth.login and auth.jwt_session_init seal who is there. A copy draws its own.
create table neon_auth.context_secret (
  branch      text not null,
  secret      bytea not null,
  "createdAt" timestamptz not null default current_timestamp,
  constraint context_secret_pkey primary key (branch)
);

insert into neon_auth.context_secret (branch, secret)
values (
  neon_auth.branch_identity(),
  sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- Multiples of a point, so that verifying a signature is additions only: digit * 256^position * P, for
-- the base point (key '') and for minus each public key. Slot is position * 256 + digit.
create table neon_auth.ed25519_comb (
  key       bytea not null,
  slot      smallint not null,
  y_plus_x  numeric not null,
  y_minus_x numeric not null,
  xy_2d     numeric not null,
  constraint ed25519_comb_pkey primary key (key, slot)
);

-- Tokens whose signature was found right. Lost in a crash, and nothing is to be repaired.
-- No unique key: of two first uses at once the second would wait for the first one's transaction.
create unlogged table neon_auth.verified_token (
  digest      bytea not null,
  key_id      uuid not null,
  claims      jsonb not null,
  "expiresAt" timestamptz not null
);

create index verified_token_digest_idx on neon_auth.verified_token (digest);
create index "verified_token_expiresAt_idx" on neon_auth.verified_token ("expiresAt");

alter table neon_auth.context_secret enable row level security;
alter table neon_auth.ed25519_comb enable row level security;
alter table neon_auth.verified_token enable row level security;

-- A login that holds REFERENCES on this empty table may bring request.jwt.claims. The right lives in the
-- table's own list, which reinstalls leave alone and dumps carry; in auth, where everybody may look.
create table auth.claims_source ();
alter table auth.claims_source enable row level security;
grant references on auth.claims_source to public;

comment on table auth.claims_source is
  'empty: whoever holds REFERENCES on it may set request.jwt.claims; see neon_auth.trust_claims_from';
