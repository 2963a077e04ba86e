create view neon_auth_api.wal_position_row as
select 0 as timeline, ''::text as position;

create function neon_auth_api.wal_position()
returns setof neon_auth_api.wal_position_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  current_id integer := ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer;
begin
  if not exists (select from neon_auth.timeline t where t.id = current_id) then
    insert into neon_auth.timeline (id) values (current_id) on conflict do nothing;
  end if;
  return query select current_id, pg_current_wal_insert_lsn()::text;
end
$$;

comment on function neon_auth_api.wal_position() is
  'Returns how far the primary has written its write-ahead log, for is_replayed: everything that was committed before '
  'this call is before that position. position: a pg_lsn. Fails with 55000 '
  'on a server that is not the primary.';
