-- mark_transaction returns the marker of this transaction, and opens it the first time.
create function neon_auth_internal.mark_transaction()
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  marker refcursor := neon_auth_internal.transaction_marker()::refcursor;
begin
  if marker is null then
    open marker for select neon_auth_internal.context_marker();
  end if;
  return marker::text;
end
$$;
