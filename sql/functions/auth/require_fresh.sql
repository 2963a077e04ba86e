-- plpgsql, so that the claims are read once. A policy computes it once for a query if it is written in (select …).
create or replace function auth.require_fresh(max_age interval)
returns boolean
language plpgsql
stable
parallel restricted
as $$
declare
  claims   pg_catalog.jsonb := auth.claims();
  proved   pg_catalog.text := claims operator(pg_catalog.->>) 'auth_time';
  at       pg_catalog.timestamptz;
  -- Much longer ones lead to times that Postgres cannot represent. None is fresh within no time.
  age      pg_catalog.interval := case
    when max_age operator(pg_catalog.>) '1000 years'::pg_catalog.interval then '1000 years'::pg_catalog.interval
    when max_age operator(pg_catalog.>) '0'::pg_catalog.interval then max_age
  end;
begin
  if pg_catalog.jsonb_typeof(claims operator(pg_catalog.->) 'auth_time') operator(pg_catalog.=) 'number'
    and proved operator(pg_catalog.~) '^[0-9]{1,11}$'
  then
    at := pg_catalog.to_timestamp(proved::pg_catalog.float8);
    return coalesce(
      at operator(pg_catalog.>) (pg_catalog.statement_timestamp() operator(pg_catalog.-) age)
      -- A minute for clocks that differ.
      and at operator(pg_catalog.<=) (pg_catalog.statement_timestamp() operator(pg_catalog.+) '1 minute'::pg_catalog.interval), false);
  end if;
  return false;
end
$$;

comment on function auth.require_fresh(interval) is
  'Whether the signed-in user has proved who they are within the given time, with a password, a code, a provider or a '
  'second factor (claim auth_time). False when no user is signed in, for a session that an administrator opened as the '
  'user, and for null. In a policy: (select auth.require_fresh(''10 minutes'')).';
