-- The function that PostgREST calls at its start (PGRST_DB_PRE_CONFIG=postgrest.pre_config), and the notification that
-- makes it reload. Run this file as the database's owner, with your NEONAUTH_PUBLIC_URL as audience.
create schema postgrest;

create function postgrest.pre_config() returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select
    set_config('pgrst.jwt_secret', json_build_object('keys', coalesce(
      jsonb_agg(j."publicKey"::jsonb || jsonb_build_object('kid', j.id)), '[]'))::text, true),
    set_config('pgrst.jwt_aud', 'https://auth.example.com', true),
    set_config('pgrst.jwt_role_claim_key', '.role', true),
    set_config('pgrst.db_anon_role', 'anonymous', true)
  from neon_auth.jwks j
  where j.branch = neon_auth.branch_identity() and coalesce(j."expiresAt" > now(), true)
$$;

create function postgrest.reload() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$ begin notify pgrst, 'reload config'; return null; end $$;

create trigger reload_postgrest after insert or update or delete on neon_auth.jwks
for each statement execute function postgrest.reload();
