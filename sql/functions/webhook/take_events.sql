create function neon_auth_api.take_events(request_id text)
returns setof neon_auth_api.event_row
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select r
  from neon_auth.webhook_event e, neon_auth_internal.event_row(e) r
  where e."requestId" = take_events.request_id and e.state = 'waiting' and e.branch = neon_auth.branch_identity()
    and neon_auth_internal.outbound() = 'send'
$$;

comment on function neon_auth_api.take_events(text) is
  'Returns the events that a request must deliver to the webhook before it responds: codes and links that replace '
  'mails.';
