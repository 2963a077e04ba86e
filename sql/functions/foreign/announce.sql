-- announce notifies the sidecar before code of others runs. A rollback does not revert what that code leaves in the
-- session (settings, prepared statements), so the sidecar cleans the connection before it uses it again.
create function neon_auth_internal.announce()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('neonauth.direct', true) = 'on' then
    raise notice 'code of others runs in this session' using errcode = '01NA1';
  end if;
end
$$;
