create or replace function neon_auth.reset_limits(subject text default null)
returns integer
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  with of_clients as (
    delete from neon_auth.request_count c
    where c.key like 'mails of ' || neon_auth_internal.person_key(subject) || '%'
  ),
  forgotten as (
    delete from neon_auth.request_count c
    where subject is null or strpos(c.key, subject) > 0
    returning 1
  )
  select count(*)::integer from forgotten
$$;

comment on function neon_auth.reset_limits(text) is
  'Resets the counters of an address, a path or a person (a part of list_limits'' key), or all counters. Returns how '
  'many.';
