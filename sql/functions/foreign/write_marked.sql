-- write_marked deletes the rows of a mark, or sets their new key, and returns their number. It runs as
-- neon_auth_writer, whose policies only allow writes to the marked rows.
create function neon_auth_internal.write_marked(mark uuid)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set row_security = on -- the caller may have it off, which refuses what policies restrict
as $$
declare
  marked  record;
  written integer;
begin
  if current_user <> 'neon_auth_writer' then
    raise exception 'write_marked must run as neon_auth_writer';
  end if;
  select m.entity, m.ids, m.value into strict marked from neon_auth.write_mark m where m.id = mark;
  if marked.value is null then
    execute format('delete from neon_auth.%I t where t.id = any ($1)', marked.entity) using marked.ids;
  else
    execute format(
      'update neon_auth.%I t set %I = $2%s where t.id = any ($1)',
      marked.entity,
      case marked.entity when 'user' then 'email' when 'organization' then 'slug' when 'account' then 'accountId'
        when 'member' then 'userId' when 'teamMember' then 'userId' else 'role' end,
      case when marked.entity in ('member', 'teamMember') then '::uuid' else '' end)
    using marked.ids, marked.value;
  end if;
  get diagnostics written = row_count;
  return written;
end
$$;
