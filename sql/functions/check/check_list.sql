-- check_list returns all checks, failed ones with each problem. release, functions_hash and connections are the
-- program's, null when they are not known.
create function neon_auth_internal.check_list(release integer, functions_hash text, connections integer, is_served boolean)
returns table ("check" text, state text, message text, mend text, topic text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with problem as (
    select * from neon_auth_internal.setting_check_problems()
    union all
    select * from neon_auth_internal.data_check_problems()
    union all
    select * from neon_auth_internal.server_check_problems(connections)
    union all
    select * from neon_auth_internal.access_check_problems(is_served)
    union all
    select * from neon_auth_internal.app_check_problems()
    union all
    select 'release', case when i.release = check_list.release then 'warning' else 'failure' end,
      case when i.release = check_list.release then format('Release %s is installed from another build than this program.', i.release)
        else format('Release %s is installed, and this program is release %s.', i.release, check_list.release) end,
      null
    from neon_auth.installation i
    where i.release <> check_list.release or i.functions_hash <> check_list.functions_hash
  )
  select k.name, coalesce(p.state, 'ok'), coalesce(p.message, k.fine), 
    case
      when p.name is null then ''
      when k.mend ~ '%s' then replace(k.mend, '%s', p.mend)
      else coalesce(p.mend, k.mend) end,
    k.topic
  from neon_auth_internal.known_check k
  left join problem p on p.name = k.name
  order by k.position, p.state, p.message
$$;
