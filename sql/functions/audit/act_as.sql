-- act_as notes, until the transaction ends, in whose name it runs, for audit_log.
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
