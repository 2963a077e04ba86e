create or replace function neon_auth.prepare_audit(months integer default 3)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  first  timestamptz;
  behind timestamptz;
  name   text;
  early  bigint;
  made   integer := 0;
begin
  perform neon_auth_internal.lock_task('audit'); -- there may be several sidecars, and imports
  perform set_config('lock_timeout', '500ms', true); -- it can be retried, and a sign-in must not wait behind it
  for first, behind in
    select m.at at time zone 'UTC', (m.at + interval '1 month') at time zone 'UTC'
    from generate_series(
      date_trunc('month', now() at time zone 'UTC'), now() at time zone 'UTC' + make_interval(months => months), '1 month') m (at)
  loop
    name := 'audit_log_' || to_char(first at time zone 'UTC', 'YYYY_MM');
    continue when to_regclass('neon_auth.' || name) is not null;
    -- Rows of that month may already be in the default partition. Few move. Many stay, because that would lock for long.
    early := (select count(*) from (select from neon_auth.audit_log_default d where d.at >= first and d.at < behind limit 1001) d);
    continue when early > 1000;

    execute format('create table neon_auth.%I (like neon_auth.audit_log including defaults)', name);
    execute format('alter table neon_auth.%I enable row level security', name);
    -- Writers wait at the table, not at its default partition: there, their row would be refused after the wait, because it
    -- has another partition by then.
    lock table only neon_auth.audit_log in share row exclusive mode;
    lock table neon_auth.audit_log_default in access exclusive mode;
    execute format(
      'with early as (delete from neon_auth.audit_log_default d where d.at >= $1 and d.at < $2 returning d.*) '
      'insert into neon_auth.%I table early', name)
    using first, behind;
    execute format(
      'alter table neon_auth.audit_log attach partition neon_auth.%I for values from (%L) to (%L)', name, first, behind);
    made := made + 1;
  end loop;
  return made;
end
$$;

comment on function neon_auth.prepare_audit(integer) is
  'Creates audit_log''s partitions for this month and the given number of following months, and returns the number '
  'created. The sidecar calls it. Without a partition, rows go to the default partition, from which up to 1,000 of a month '
  'are moved to the month''s partition when it is created.';
