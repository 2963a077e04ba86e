-- mark_transaction returns the name of this transaction's cursor over context_marker. The first call opens it. The name
-- identifies the transaction: Postgres numbers unnamed cursors upwards for the lifetime of the backend, and the
-- cursor's statement proves that neon_auth opened it. now() cannot identify a transaction, because all transactions of
-- one simple-query message share it. A transaction id cannot either: read-only transactions and standbys have none.
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
