-- counted_users returns from user_count how many users a filter finds. Returns null when user_count does not contain
-- it.
create function neon_auth_internal.counted_users(query jsonb)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  filtered text := neon_auth_internal.filter_condition(query);
  total    bigint;
begin
  if neon_auth_internal.search_condition(query) = 'true' and (filtered = 'true' or exists (
    select from neon_auth_internal.user_column c where c.counted and c.name = query ->> 'filterField'))
  then
    execute 'select coalesce(sum(u.users), 0) from neon_auth.user_count u where ' || filtered
    into total
    using query ->> 'searchValue', query ->> 'filterValue';
  end if;
  return total;
end
$$;
