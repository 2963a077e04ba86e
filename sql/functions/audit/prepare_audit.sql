create or replace function neon_auth.prepare_audit(months integer default 3)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  first timestamp;
  name  text;
  made  integer := 0;
begin
  perform set_config('lock_timeout', '500ms', true); -- it can be retried, and a sign-in must not wait behind it
  perform neon_auth_internal.lock_task('audit'); -- there may be several sidecars, and imports
  for first in
    select generate_series(
      date_trunc('month', now() at time zone 'UTC'), now() at time zone 'UTC' + make_interval(months => months), '1 month')
  loop
    name := 'audit_log_' || to_char(first, 'YYYY_MM');
    -- Rows of that month may already be in the default partition. They stay there.
    continue when to_regclass('neon_auth.' || name) is not null or exists (
      select from neon_auth.audit_log_default d
      where d.at >= first at time zone 'UTC' and d.at < (first + interval '1 month') at time zone 'UTC');

    execute format('create table neon_auth.%I (like neon_auth.audit_log including defaults)', name);
    execute format('alter table neon_auth.%I enable row level security', name);
    execute format(
      'alter table neon_auth.audit_log attach partition neon_auth.%I for values from (%L) to (%L)',
      name, first at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
    made := made + 1;
  end loop;
  return made;
end
$$;

comment on function neon_auth.prepare_audit(integer) is
  'Creates audit_log''s partitions for this month and the given number of following months, and returns the number '
  'created. The sidecar calls it. Without a partition, rows go to the default partition.';
