create function neon_auth_api.open_question(question jsonb)
returns setof neon_auth_api.event_row
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.event_row(neon_auth_internal.put_event(
    'user.before_create', question -> 'user', question -> 'data', null, '1 minute', true))
$$;

comment on function neon_auth_api.open_question(jsonb) is
  'Stores the question that the webhook must approve before this request continues. question: the detail of '
  'WEBHOOK_NOT_ASKED.';
