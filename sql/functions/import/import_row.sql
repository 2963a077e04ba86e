-- An import_row is what becomes of a foreign_user: his id and address here, and why not; verdict is '' for who comes in,
-- and 'known' for who was brought before.
create type neon_auth_internal.import_row as (
  person  neon_auth_internal.foreign_user,
  id      uuid,
  address text,
  verdict text
);
