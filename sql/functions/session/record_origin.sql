-- record_origin stores the branch in which a session is created, also by raw SQL.
create function neon_auth_internal.record_origin()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into neon_auth.session_origin ("sessionId") values (new.id);
  return null;
end
$$;

create trigger record_origin
after insert on neon_auth.session
for each row execute function neon_auth_internal.record_origin();
