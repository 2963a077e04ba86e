create function neon_auth_api.finish_event(id uuid, attempts integer, status integer, answer text, error text)
returns setof neon_auth_api.event_outcome_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  outcome neon_auth_api.event_outcome_row;
begin
  select j.* into outcome
  from neon_auth.webhook_event e, neon_auth_internal.read_webhook_answer(e.type, finish_event.status, finish_event.answer) j
  where e.id = finish_event.id;

  -- A delivered event stays delivered, regardless of an attempt whose lease expired.
  update neon_auth.webhook_event e
  set
    state = outcome.state,
    sealed = case when outcome.state <> 'delivered' then e.sealed end,
    attempts = e.attempts + finish_event.attempts,
    status = finish_event.status,
    answer = left(nullif(finish_event.answer, ''), 10240),
    error = left(nullif(finish_event.error, ''), 500),
    "finishedAt" = now()
  where e.id = finish_event.id and e.state <> 'delivered';
  return next outcome;
end
$$;

comment on function neon_auth_api.finish_event(uuid, integer, integer, text, text) is
  'Records the result of the given number of delivery attempts (status null: no response, with an error). Returns its '
  'meaning: state delivered, refused or failed, and for the last two the message for the client.';
