create or replace function neon_auth.test_webhook()
returns uuid
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select (neon_auth_internal.put_event('webhook.test', '{}', '{}', null, '1 hour', false)).id
$$;

comment on function neon_auth.test_webhook() is
  'Sends a webhook.test event to the webhook within a minute, even if it is disabled, and returns its id. list_events '
  'shows the response.';
