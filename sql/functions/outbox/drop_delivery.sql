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
  'Removes a mail, sent or not. False when there is none of that id. One that is just being sent goes out all the same.';
