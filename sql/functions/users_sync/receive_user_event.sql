create function neon_auth_api.receive_user_event(provider text, event_id text, sent_millis bigint, event jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  present constant timestamptz := clock_timestamp();
  sent    constant timestamptz := to_timestamp(sent_millis::double precision / 1000);
  data    constant jsonb := case jsonb_typeof(event -> 'data') when 'object' then event -> 'data' else '{}' end;
  kind    constant text := coalesce(event ->> 'type', event ->> 'event');
  user_id constant text := case when jsonb_typeof(data -> 'id') = 'string' then data ->> 'id' end;
  happened timestamptz;
begin
  if neon_auth_internal.users_sync_secret(provider) is null then
    perform neon_auth_internal.fail('NOT_FOUND');
  elsif sent between present - interval '5 minutes' and present + interval '5 minutes' is not true then
    perform neon_auth_internal.fail('MESSAGE_TOO_OLD');
  elsif coalesce(octet_length(event_id), 0) not between 1 and 255 then
    perform neon_auth_internal.fail('VALIDATION_ERROR', 'The message has no id');
  end if;
  insert into neon_auth.users_sync_event (provider, "eventId") values (provider, event_id) on conflict do nothing;
  if not found then
    return json_build_object('status', 'repeated');
  elsif kind in ('user.created', 'user.updated', 'user.deleted') is not true then
    return json_build_object('status', 'ignored');
  elsif octet_length(user_id) between 1 and 255 is not true then
    perform neon_auth_internal.fail('VALIDATION_ERROR', 'data.id must be a text of 1 to 255 bytes');
  end if;
  delete from neon_auth.users_sync_event e
  where (e.provider, e."eventId") in (
    select o.provider, o."eventId" from neon_auth.users_sync_event o
    where o."receivedAt" < now() - interval '3 days' order by o."receivedAt" limit 100 for update skip locked);
  -- The attempt's time comes last: a repeated attempt of an old event is younger than a newer event. It and the message's
  -- id know seconds only, so a deletion counts from the end of its second, after the changes of that second.
  happened := least(present, coalesce(
    neon_auth_internal.event_moment(event -> 'timestamp'), neon_auth_internal.event_moment(event -> 'created_at'),
    neon_auth_internal.event_moment(data -> 'updated_at'),
    coalesce(neon_auth_internal.message_moment(event_id), sent)
      + case kind when 'user.deleted' then interval '0.999999 seconds' else interval '0' end));
  return json_build_object('status', neon_auth_internal.apply_user_event(
    provider, user_id, kind = 'user.deleted',
    case when kind <> 'user.deleted' then neon_auth_internal.read_synced_user(data) end, happened));
end
$$;

comment on function neon_auth_api.receive_user_event(text, text, bigint, jsonb) is
  'POST /users-sync/:provider: writes the event of an outside provider to neon_auth.users_sync. The sidecar has verified '
  'its signature. sent_millis: when the message was sent, at most 5 minutes ago by the database''s clock. Returns '
  '{"status"}: applied, ignored (another type of event, or older than what is known), or repeated (the id was received '
  'before). Fails with NOT_FOUND if the provider has no secret in the settings, MESSAGE_TOO_OLD, VALIDATION_ERROR.';
