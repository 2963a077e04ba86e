create function neon_auth_api.manage_redeliver_event(key_hash bytea, event_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if not neon_auth.redeliver_event(auth.as_uuid(event_id)) then
    raise exception 'It cannot be delivered again: it asked for a decision, had a code or link that has expired, '
      'belongs to another branch, or is gone' using errcode = 'invalid_parameter_value';
  end if;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_redeliver_event(bytea, text) is
  'POST /console/db/NAME/outbox/events: delivers an event to the webhook again, as neon_auth.redeliver_event. Fails with '
  '22023 when it cannot, and if the key with that hash may not write.';
