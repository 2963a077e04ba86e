create function neon_auth_api.fold_user_count()
returns integer
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  with folded as (
    delete from neon_auth.user_count c
    where c.ctid = any (array(select f.ctid from neon_auth.user_count f limit 10000 for update skip locked))
    returning c.role, c."emailVerified", c.banned, c.users
  ), kept as (
    insert into neon_auth.user_count (role, "emailVerified", banned, users)
    select f.role, f."emailVerified", f.banned, sum(f.users)
    from folded f
    group by 1, 2, 3
    having sum(f.users) <> 0
  )
  select count(*)::integer from folded
$$;

comment on function neon_auth_api.fold_user_count() is
  'Merges the rows of user_count, so that only a few must be added up. The sidecar calls it once a minute.';
