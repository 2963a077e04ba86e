-- context_marker is never executed. auth.login opens a cursor over it, which closes with the transaction. Only
-- neon_auth may call it, so no other role can open such a cursor.
create function neon_auth_internal.context_marker()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'context_marker must not be called';
end
$$;
