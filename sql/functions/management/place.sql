-- place names the cluster, as neon_auth.branch_fingerprint does, but works while neon_auth does not exist.
create or replace function neon_auth_management.place()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  timeline text;
begin
  if current_setting('neon.timeline_id', true) <> '' then -- anyone can set it, so only the postmaster's value is used
    select string_agg(s.setting, ':' order by s.name) into timeline
    from pg_settings s
    where s.name in ('neon.tenant_id', 'neon.timeline_id') and s.context = 'postmaster';
  end if;
  return coalesce('neon:' || timeline, 'postgres:' || (select c.system_identifier from pg_control_system() c));
end
$$;
