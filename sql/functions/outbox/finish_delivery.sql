create function neon_auth_api.finish_delivery(id uuid, attempt integer, error text, hopeless boolean)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  last_attempt constant integer := 15;
begin
  if error is null then
    update neon_auth.outbox o
    set state = 'sent', sealed = null, "lastError" = null, "finishedAt" = now()
    where o.id = finish_delivery.id;
    return;
  end if;

  -- If the lease of an attempt expired and another worker repeats it, a failure is not recorded.
  update neon_auth.outbox o
  set
    "lastError" = left(error, 500),
    state = case when hopeless or attempt >= last_attempt then 'dead' else 'waiting' end,
    "finishedAt" = case when hopeless or attempt >= last_attempt then now() end,
    -- 1, 2, 4 … seconds up to an hour, half of it random, so that retries are spread.
    "nextAttemptAt" = now() + least(power(2, attempt - 1), 3600) * (0.5 + random() / 2) * interval '1 second'
  where o.id = finish_delivery.id and o.state = 'waiting' and o.attempts = attempt;
end
$$;

comment on function neon_auth_api.finish_delivery(uuid, integer, text, boolean) is
  'Records the result of an attempt of take_deliveries. error null: sent; its secret is deleted. Otherwise it is '
  'retried after a growing delay, at most fifteen attempts, or not at all if it is hopeless. Dead mails are kept for '
  'the DBA.';
