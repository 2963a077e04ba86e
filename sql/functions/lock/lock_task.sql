-- lock_task lets one transaction at a time run a task. It waits for a transaction that runs it, and holds the task's
-- row until the transaction ends.
create function neon_auth_internal.lock_task(task text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from neon_auth.task_lock t where t.name = lock_task.task for update;
  if not found then
    raise exception 'neon_auth.task_lock has no row %', lock_task.task;
  end if;
end
$$;
