-- mark_transaction returns the name of this transaction's cursor over context_marker, and opens it the first time. The
-- name identifies the transaction: Postgres counts the names of unnamed cursors up for as long as the backend lives, and
-- the statement shows that neon_auth opened it. now() would not do: all transactions of one simple-query message share
-- it. Nor would a transaction id, which read-only transactions and standbys do without.
create function neon_auth_internal.mark_transaction()
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  -- The same statement as in auth.verified_claims.
  marker refcursor := (
    select c.name::refcursor from pg_cursor() c where c.statement = 'select neon_auth_internal.context_marker()' limit 1);
begin
  if marker is null then
    open marker for select neon_auth_internal.context_marker();
  end if;
  return marker::text;
end
$$;
