-- Which database a branch id belongs to. Ids are computed, but a branch keeps its id when it is reset. Rows for computed ids
-- only save computing the ids of all databases. It stays when auth is disabled, as the other tables of this schema.
do $$
begin
  if to_regclass('neon_auth_management.branch_place') is null then
    create table neon_auth_management.branch_place (
      fingerprint text not null,
      database    oid not null,
      id          text not null,
      constraint branch_place_pkey primary key (fingerprint)
    );
    create index branch_place_id_idx on neon_auth_management.branch_place (id);
    alter table neon_auth_management.branch_place enable row level security;
    comment on table neon_auth_management.branch_place is 'Ids of branches: those that a reset has kept, and computed ones that were looked up.';
    comment on column neon_auth_management.branch_place.fingerprint is 'place() and the database''s oid. A copy has another one.';
    comment on column neon_auth_management.branch_place.database is 'The database''s oid.';
    comment on column neon_auth_management.branch_place.id is 'branch_id() of the database.';
  end if;
end
$$;
