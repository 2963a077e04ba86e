-- transaction_marker returns the name of this transaction's cursor over context_marker; null before there is one. It
-- identifies the transaction: Postgres counts the names of unnamed cursors up for as long as the backend lives, and the
-- statement shows that neon_auth opened it. now() would not do: all transactions of one simple-query message share it.
-- Nor would a transaction id, which read-only transactions and standbys do without.
create function neon_auth_internal.transaction_marker()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select c.name from pg_cursors c where c.statement = 'select neon_auth_internal.context_marker()' limit 1
$$;
