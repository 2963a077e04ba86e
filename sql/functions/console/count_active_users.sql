-- count_active_users returns the number of users who have signed in since a time, or whose session was in use since.
create function neon_auth_internal.count_active_users(since timestamptz)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select count(*)
  from (
    select l."userId"
    from neon_auth.audit_log l
    where l.entity = 'session' and l.action = 'insert' and l.after ->> 'impersonatedBy' is null and l.at >= since
    union
    select s."userId"
    from neon_auth.session s
    where s."updatedAt" >= since and s."impersonatedBy" is null
  ) as active
$$;
