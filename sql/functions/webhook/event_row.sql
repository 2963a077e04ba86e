create view neon_auth_api.event_row as
select e.id, e.type, e.data as body, e.sealed, ''::text as url, 0 as timeout_seconds from neon_auth.webhook_event e;

-- event_row is an event as the sidecar posts it, without sealed parts. url is empty when the webhook has been disabled
-- since, or when this is a copy that holds its events: the event is not delivered.
create function neon_auth_internal.event_row(e neon_auth.webhook_event)
returns setof neon_auth_api.event_row
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    e.id,
    e.type,
    jsonb_build_object(
      'event_id', e.id,
      'event_type', e.type,
      'timestamp', neon_auth_internal.timestamp_text(e."createdAt"),
      'context', jsonb_build_object('endpoint_id', e.branch, 'project_name', c.app_name),
      'user', e."user",
      'event_data', e.data),
    e.sealed,
    case when (c.webhook_enabled or e.type = 'webhook.test') and neon_auth_internal.outbound() = 'send'
      then c.webhook_url else '' end,
    c.webhook_timeout
  from neon_auth_internal.config c
$$;
