-- What neon_auth_writer may delete or rename in this transaction, and what a call under restriction returns. Only
-- neon_auth writes here, and deletes its row before the transaction ends.
create unlogged table neon_auth.write_mark (
  id     uuid not null default gen_random_uuid(),
  entity text not null,
  ids    uuid[] not null default '{}',
  value  text,
  result text,
  constraint write_mark_pkey primary key (id)
);

alter table neon_auth.write_mark enable row level security;

comment on table neon_auth.write_mark is
  'rows that neon_auth_writer may delete, or give a new key, in the transaction that has written this; empty otherwise';
comment on column neon_auth.write_mark.id is 'of the mark';
comment on column neon_auth.write_mark.entity is 'the table; call: a call under restriction; settle: a probe';
comment on column neon_auth.write_mark.ids is 'the rows of entity';
comment on column neon_auth.write_mark.value is 'the key they get; null: they are deleted';
comment on column neon_auth.write_mark.result is 'what the statement or the call returned';
