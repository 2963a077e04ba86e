-- The chain of seals that makes tampering with audit_log detectable, see verify_audit.
create table neon_auth.audit_seal (
  id             bigint not null,
  at             timestamptz not null default current_timestamp,
  kind           text not null,
  month          date not null,
  "databaseRole" text not null default session_user,
  ids            bigint[],
  hashes         bytea[],
  digest         bytea not null,
  hash           bytea not null,
  constraint audit_seal_pkey primary key (id),
  constraint audit_seal_kind_is_known check (kind in ('rows', 'redaction', 'expiry'))
);

-- Up to which row audit_log is sealed, and the last seal.
create table neon_auth.audit_horizon (
  only_row       boolean not null default true,
  "lastId"       bigint not null default 0,
  "pendingId"    bigint,
  "pendingXid"   xid8,
  "pendingPlace" text,
  seal           bigint not null default 0,
  hash           bytea not null default '',
  constraint audit_horizon_pkey primary key (only_row),
  constraint audit_horizon_is_one_row check (only_row)
);

insert into neon_auth.audit_horizon default values;

create index audit_log_id_idx on neon_auth.audit_log (id);

alter table neon_auth.audit_seal enable row level security;
alter table neon_auth.audit_horizon enable row level security;

comment on table neon_auth.audit_seal is 'hashes of audit_log''s rows, each seal chained to the one before; see verify_audit';
comment on column neon_auth.audit_seal.kind is
  'rows: sealed for the first time; redaction: erase_user has removed personal data; expiry: months before `month` are gone';
comment on column neon_auth.audit_seal.ids is 'of the sealed rows of that month; null once the month is gone';
comment on column neon_auth.audit_seal.digest is 'sha256 of ids and hashes, which remains';
comment on column neon_auth.audit_seal.hash is 'sha256 of this seal and the hash of the one before';
comment on table neon_auth.audit_horizon is 'up to which row audit_log is sealed';
comment on column neon_auth.audit_horizon."pendingId" is
  'rows up to here can be sealed once all transactions before "pendingXid" have ended';
comment on column neon_auth.audit_horizon.only_row is 'always true: there is one row';
comment on column neon_auth.audit_horizon."lastId" is 'id of the last sealed row of audit_log';
comment on column neon_auth.audit_horizon."pendingXid" is 'transaction number before which all must have ended';
comment on column neon_auth.audit_horizon."pendingPlace" is 'branch_fingerprint() of the database that "pendingXid" is a number of';
comment on column neon_auth.audit_horizon.seal is 'id of the last seal';
comment on column neon_auth.audit_horizon.hash is 'hash of the last seal';
comment on column neon_auth.audit_seal.id is 'number of the seal, without gaps';
comment on column neon_auth.audit_seal.at is 'when it was made';
comment on column neon_auth.audit_seal.month is 'of the sealed rows, in UTC; of an expiry: the first month that is kept';
comment on column neon_auth.audit_seal."databaseRole" is 'the login that made the seal';
comment on column neon_auth.audit_seal.hashes is 'audit_hash of each row, in the order of ids';
