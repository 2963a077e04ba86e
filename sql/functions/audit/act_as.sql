-- act_as sets the acting user for audit_log, until the transaction ends.
create function neon_auth_internal.act_as(user_id uuid, impersonator text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform
    set_config('neon_auth.acting_user', coalesce(user_id::text, ''), true),
    set_config('neon_auth.impersonator', coalesce(impersonator, ''), true);
end
$$;
