-- sign_ins_by_day returns, for each day (UTC) since the first, how many sessions were opened and how many sign-ins were
-- refused.
create function neon_auth_internal.sign_ins_by_day(first_day timestamptz)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  -- Each day by itself: an index has the entries of a day side by side.
  select jsonb_agg(jsonb_build_object(
    'day', to_char(d.day at time zone 'UTC', 'YYYY-MM-DD'), 'signIns', s.n, 'refused', coalesce(r.n, 0)) order by d.day)
  from generate_series(first_day, now(), interval '24 hours') as d (day)
  cross join lateral (
    select count(*) as n
    from neon_auth.audit_log l
    where l.entity = 'session' and l.action = 'insert' and l.after ->> 'impersonatedBy' is null
      and l.at >= d.day and l.at < d.day + interval '24 hours'
  ) as s
  cross join lateral (
    select sum(f.attempts) as n
    from neon_auth.refused_sign_in f
    where f.minute >= d.day and f.minute < d.day + interval '24 hours'
  ) as r
$$;
