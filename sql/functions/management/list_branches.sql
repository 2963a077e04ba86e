drop function if exists neon_auth_management.list_branches(bytea, bigint[], text, text, integer, text);

create or replace function neon_auth_management.list_branches(
  key_hash bytea, only_id text, search text, page integer, after_name text)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  caller neon_auth_management.key := neon_auth_management.require_project_key(key_hash, 'read');
  here       text := neon_auth_management.place();
  found_rows jsonb;
begin
  select coalesce(jsonb_agg(b.body order by b.name), '[]') into found_rows
  from (
    select
      d.datname::text collate "C" as name,
      jsonb_build_object(
        'id', i.id, 'project_id', neon_auth_management.project_id(), 'name', d.datname,
        'default', d.datname = current_database(), 'primary', d.datname = current_database(), 'protected', false,
        'current_state', 'ready', 'state_changed_at', neon_auth_management.time_text(i.since),
        'creation_source', 'neonauth', 'cpu_used_sec', 0, 'active_time_seconds', 0, 'compute_time_seconds', 0,
        'written_data_bytes', 0, 'data_transfer_bytes', 0,
        'created_at', neon_auth_management.time_text(i.since), 'updated_at', neon_auth_management.time_text(i.since))
        || jsonb_strip_nulls(jsonb_build_object('parent_id', i.parent, 'expires_at', neon_auth_management.time_text(i.expires_at))) as body
    from pg_database d
    cross join lateral (select neon_auth_management.branch_id(d.oid, here) as id) o
    left join neon_auth_management.branch m on m.id = o.id -- made by neonauth branch create
    cross join lateral (
      select o.id, coalesce(m.created_at, pg_postmaster_start_time()) as since, m.parent, m.expires_at) i
    where d.datallowconn and not d.datistemplate and neon_auth_management.is_branch(d.oid)
      and (caller.branch is null or caller.branch = i.id)
      and (only_id = '' or only_id = i.id)
      and position(search in d.datname::text) > 0
      and d.datname::text collate "C" > after_name
    order by 1
    limit least(page, 10000) + 1
  ) b;
  return jsonb_build_object(
    'branches', case when jsonb_array_length(found_rows) > page then found_rows - page else found_rows end,
    'pagination', case
      when jsonb_array_length(found_rows) > page then jsonb_build_object('next', encode(convert_to(found_rows -> (page - 1) ->> 'name', 'UTF8'), 'hex'))
      else '{}' end);
end
$$;

comment on function neon_auth_management.list_branches(bytea, text, text, integer, text) is
  'GET /projects/{project_id}/branches: the databases in which neonauth is or was installed, by name. only_id and '
  'search restrict them, if not empty. A page has as many entries as page says, and begins after the name after_name. '
  'A key for one branch sees that branch only. Fails if the key with that hash is not valid.';
