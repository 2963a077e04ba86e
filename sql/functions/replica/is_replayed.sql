create function neon_auth_api.is_replayed(branch text, timeline integer, "position" text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted pg_lsn := is_replayed."position"::pg_lsn;
begin
  if not pg_is_in_recovery()
    or is_replayed.branch is distinct from neon_auth.branch_identity()
    or not exists (select from neon_auth.timeline t where t.id = is_replayed.timeline)
  then
    return false;
  end if;
  for attempt in 1..8 loop
    if pg_last_wal_replay_lsn() >= wanted then
      return true;
    end if;
    perform pg_sleep(0.0005);
  end loop;
  return false;
end
$$;

comment on function neon_auth_api.is_replayed(text, integer, text) is
  'Returns whether this replica has replayed what wal_position returned on the primary, so that a statement after this '
  'one sees everything that was committed there before. It waits up to some milliseconds. branch: the identity of the '
  'branch on the primary. False on a server that is not a replica, has another branch, or follows a former primary.';
