create or replace function neon_auth.get_delivery(id uuid)
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select to_jsonb(d) || jsonb_build_object(
    'expiresAt', o."expiresAt", 'language', o.language, 'branch', o.branch, 'isSealed', o.sealed is not null, 'facts', o.facts)
  from neon_auth.outbox o
  join neon_auth.list_deliveries() d on d.id = o.id
  where o.id = get_delivery.id
$$;

comment on function neon_auth.get_delivery(uuid) is
  'A mail or webhook event of the outbox as json, as list_deliveries shows it, and what its template may show. Without '
  'its code or link: isSealed: whether it has one. Null when there is none with that id.';
