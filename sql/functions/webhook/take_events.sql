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
$$;

comment on function neon_auth_api.take_events(text) is
  'What a request has to tell the webhook before it is answered: codes and links in the place of mails.';
