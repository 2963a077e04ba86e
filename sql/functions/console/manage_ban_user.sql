create function neon_auth_api.manage_ban_user(key_hash bytea, user_id text, reason text, seconds double precision)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  perform neon_auth_internal.lock_administrators();
  who := neon_auth_internal.find_managed_user(manage_ban_user.user_id);
  perform neon_auth.ban_user(who.id, coalesce(nullif(reason, ''), 'No reason'),
    case when seconds > 0 then now() + make_interval(secs => least(seconds, 3e9)) end);
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_ban_user(bytea, text, text, double precision) is
  'POST /console/db/NAME/users/ID/ban: bans the user for a number of seconds (0: until the ban is lifted) and ends all '
  'their sessions. Fails if the key with that hash may not write, and with USER_NOT_FOUND.';
