-- end_by_session ends the impersonations that were opened from a session, when it ends.
create function neon_auth_internal.end_by_session()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.remove(
    'session', array(select o."sessionId" from neon_auth.session_origin o where o."openedBy" = old.id));
  return null;
end
$$;

create trigger end_by_session
after delete on neon_auth.session
for each row execute function neon_auth_internal.end_by_session();
