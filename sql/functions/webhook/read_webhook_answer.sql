create view neon_auth_api.event_outcome_row as
select ''::text as state, 0 as status, ''::text as code, ''::text as message;

-- read_webhook_answer returns what a webhook's response means: the event's new state and, if the webhook refused, the
-- message for the client. A request that waits for approval treats everything but a clear yes as a no. status null:
-- there was no response.
create function neon_auth_internal.read_webhook_answer(type text, status integer, answer text)
returns neon_auth_api.event_outcome_row
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  said    jsonb;
  outcome neon_auth_api.event_outcome_row;
begin
  select 'failed', f.status, f.code, f.message into outcome
  from neon_auth_internal.failure f
  where f.name = 'WEBHOOK_FAILED';
  if status is null or status not between 200 and 299 then
    return outcome;
  elsif type <> 'user.before_create' then
    return row('delivered', 0, '', '')::neon_auth_api.event_outcome_row;
  end if;

  begin
    said := answer::jsonb;
  exception when data_exception or program_limit_exceeded then
    return outcome; -- invalid JSON, or nested too deeply
  end;
  if said -> 'allowed' = 'true' then
    return row('delivered', 0, '', '')::neon_auth_api.event_outcome_row;
  elsif said -> 'allowed' = 'false' then
    select 'refused', f.status, f.code, f.message into outcome
    from neon_auth_internal.failure f
    where f.name = 'SIGN_UP_REFUSED';
    outcome.code := coalesce(nullif(left(regexp_replace(
      neon_auth_internal.setting(said, '{error_code}', ''::text), '[^A-Za-z0-9_.-]', '', 'g'), 100), ''), outcome.code);
    outcome.message := coalesce(nullif(left(
      neon_auth_internal.setting(said, '{error_message}', ''::text), 500), ''), outcome.message);
  end if;
  return outcome;
end
$$;
