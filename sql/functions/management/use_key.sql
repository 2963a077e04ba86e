drop function if exists neon_auth_management.use_key(bytea, text, text, text, text);

create function neon_auth_management.use_key(key_hash bytea, address text, need text, project text, branch text)
returns table (status integer, code text, message text, retry_after integer, key_name text, database text, branch_id text)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  used    neon_auth_management.key;
  problem text;
  wait    integer := 0;
  named   text;
begin
  select * into used from neon_auth_management.key k where k.hash = key_hash;
  branch_id := nullif(case use_key.branch when 'default' then neon_auth_management.branch_id() else use_key.branch end, '');
  problem := neon_auth_management.key_problem(used, need, branch_id);
  if current_setting('transaction_read_only') = 'on' then -- a standby counts nothing, and refuses to write anyway
    null;
  elsif problem in ('KEY_UNKNOWN', 'KEY_REVOKED', 'KEY_EXPIRED', 'KEY_OTHER_PROJECT') then
    wait := neon_auth_management.count_use('wrong key from ' || left(coalesce(nullif(address, ''), 'unknown'), 64), 30);
  else
    wait := neon_auth_management.count_use('key ' || used.id, 600);
    update neon_auth_management.key k set last_used_at = now()
    where k.id = used.id and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
  end if;
  if problem is null and wait = 0 and branch_id is not null then
    named := neon_auth_management.find_database(branch_id); -- in the condition it would run for each database
    select d.datname into database
    from pg_database d
    where d.datname = named and d.datallowconn and not d.datistemplate
      and neon_auth_management.is_branch(d.oid);
  end if;
  problem := coalesce(
    problem,
    case
      when project not in ('', neon_auth_management.project_id()) then 'PROJECT_NOT_FOUND'
      when branch_id is not null and database is null then 'BRANCH_NOT_FOUND'
    end);
  if wait > 0 then
    problem := 'TOO_MANY_REQUESTS';
  end if;
  return query
  select coalesce(f.status, 0), coalesce(f.name, ''), coalesce(f.message, ''), wait, coalesce(used.name, ''),
    coalesce(use_key.database, ''), coalesce(use_key.branch_id, '')
  from (values (problem)) p (name)
  left join neon_auth_management.failure f on f.name = p.name;
end
$$;

comment on function neon_auth_management.use_key(bytea, text, text, text, text) is
  'First call of every request of the management API, in the home database: whether the key with that SHA-256 hash may '
  'read or write (need) a branch of a project. Counts the request, by key, or by address for a key that is not valid. '
  'project may be empty; branch may be an id, "default", or empty for the project as a whole. Returns the failure '
  '(status 0: none), the key''s name, and the branch''s database and id.';
