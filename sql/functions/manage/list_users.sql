create or replace function neon_auth.list_users(query jsonb default '{}')
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return neon_auth_internal.list_managed_users(query);
end
$$;

comment on function neon_auth.list_users(jsonb) is
  'Returns a page of users as json: {rows, hasNext, hasPrevious, total}. query: search (the beginning of an address or '
  'name, an id, or an end such as @example.com), filter (verified, unverified, banned, admins), sort (createdAt: newest '
  'first, or email), limit (1 to 1000, default 50), after or before (the id of the last or first user of another page). '
  'total is null when a search finds more than 5000. Raises NA404 when after or before is of no user.';
