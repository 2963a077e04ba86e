-- An import_row is the result for a foreign_user: their id and address here, and the verdict. It is '' for a user who
-- is imported, 'known' for one imported before, and otherwise the reason why the user is skipped.
create type neon_auth_internal.import_row as (
  person  neon_auth_internal.foreign_user,
  id      uuid,
  address text,
  verdict text
);
