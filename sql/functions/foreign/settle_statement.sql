-- settle_statement calls settle after a statement of neonauth on a table to which others have added triggers.
create function neon_auth_internal.settle_statement()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from neon_auth_internal.foreign_code f where f.on_table = tg_relid) then
    perform neon_auth_internal.settle();
  end if;
  return null;
end
$$;
