create or replace function neon_auth.list_events(wanted_state text default null)
returns table (
  id uuid, type text, "user" jsonb, data jsonb, state text, attempts integer, status integer, answer text, error text,
  "createdAt" timestamptz, "finishedAt" timestamptz)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select e.id, e.type, e."user", e.data, e.state, e.attempts, e.status, e.answer, e.error, e."createdAt", e."finishedAt"
  from neon_auth.webhook_event e
  where wanted_state is null or e.state = wanted_state
  order by e."createdAt", e.id
$$;

comment on function neon_auth.list_events(text) is
  'The webhook''s events of the last thirty days, of one state (waiting, delivered, refused, failed) or all, with the '
  'latest responses and without codes and links.';
