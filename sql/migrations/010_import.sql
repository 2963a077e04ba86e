-- Whom an import has brought, from where. Without a foreign key: who is removed here stays known, so that importing
-- again does not bring him back.
create table neon_auth.imported_user (
  source      text not null,
  "sourceId"  text not null,
  "userId"    uuid not null,
  "createdAt" timestamptz not null default current_timestamp,
  constraint imported_user_pkey primary key (source, "sourceId")
);

comment on column neon_auth.imported_user."sourceId" is 'his id there; where that is a uuid, he has it here too';

-- What an import has left out: a person, or what he had there and has not here.
create table neon_auth.import_skipped (
  source      text not null,
  "sourceId"  text not null,
  part        text not null,
  reason      text not null,
  email       text,
  "createdAt" timestamptz not null default current_timestamp,
  constraint import_skipped_pkey primary key (source, "sourceId", part)
);

create index import_skipped_email_idx on neon_auth.import_skipped (email);

comment on column neon_auth.import_skipped.part is
  'user: he was not imported. Else he was, without that: password, role, second factor, account of <provider>';
