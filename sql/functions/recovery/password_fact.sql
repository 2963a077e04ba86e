-- password_fact sets, for end_by_password, why the next statement writes a password: 'changed' by the user (or removed,
-- see unlink_account), 'rehashed', or '' for everything else. kept is a session that stays, or null.
create function neon_auth_internal.password_fact(fact text, kept uuid default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform
    set_config('neon_auth.password_fact', fact, true),
    set_config('neon_auth.kept_session', coalesce(kept::text, ''), true);
end
$$;
