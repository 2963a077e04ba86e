create function neon_auth_api.manage_count_sign_ins(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  first_day constant timestamptz := date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '29 days';
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object(
    'organizations', (select count(*) from neon_auth.organization),
    'active', neon_auth_internal.count_active_users(first_day), 'days', neon_auth_internal.sign_ins_by_day(first_day));
end
$$;

comment on function neon_auth_api.manage_count_sign_ins(bytea) is
  'GET /console/db/NAME/: organizations, active users of 30 days, and sign-ins and refused ones by day (UTC). It reads a row for each '
  'sign-in, so with a million of them it takes seconds. Fails if the key with that hash may not read.';
