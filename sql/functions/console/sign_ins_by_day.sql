-- sign_ins_by_day returns, for each day (UTC) since the first, how many sessions were opened and how many sign-ins were
-- refused.
create function neon_auth_internal.sign_ins_by_day(first_day timestamptz)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_agg(jsonb_build_object(
    'day', to_char(d.day at time zone 'UTC', 'YYYY-MM-DD'), 'signIns', coalesce(s.n, 0), 'refused', coalesce(r.n, 0)) order by d.day)
  from generate_series(first_day, now(), interval '24 hours') as d (day)
  left join (
    select first_day + floor(extract(epoch from l.at - first_day) / 86400) * interval '1 day' as day, count(*) as n
    from neon_auth.audit_log l
    where l.entity = 'session' and l.action = 'insert' and l.after ->> 'impersonatedBy' is null and l.at >= first_day
    group by 1
  ) as s on s.day = d.day
  left join (
    select first_day + floor(extract(epoch from f.minute - first_day) / 86400) * interval '1 day' as day, sum(f.attempts) as n
    from neon_auth.refused_sign_in f
    where f.minute >= first_day
    group by 1
  ) as r on r.day = d.day
$$;
