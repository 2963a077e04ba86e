create or replace function neon_auth.drop_delivery(id uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth.outbox o where o.id = drop_delivery.id;
  return found;
end
$$;

comment on function neon_auth.drop_delivery(uuid) is
  'Deletes a queued or sent mail. Returns false if the id does not exist. A mail that is being sent right now is '
  'still delivered.';
