-- try_lock_task does what lock_task does, without waiting. It returns false when another transaction runs the task.
create function neon_auth_internal.try_lock_task(task text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from neon_auth.task_lock t where t.name = try_lock_task.task for update skip locked;
  return found;
end
$$;
