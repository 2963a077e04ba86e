create function neon_auth_api.ban_user(token_hash text, user_id text, reason text, seconds double precision)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session;
  target uuid;
  who    neon_auth."user";
begin
  own := neon_auth_internal.require_administrator(token_hash, 'ban', 'BAN_USER_NOT_ALLOWED');
  target := neon_auth_internal.require_uuid(ban_user.user_id);
  if target = own."userId" then
    perform neon_auth_internal.fail('CANNOT_BAN_YOURSELF');
  elsif not coalesce(seconds, 0) between 0 and 3.2e9 then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;

  who := neon_auth_internal.change_user(own, target, jsonb_build_object(
    'banned', true,
    'banReason', coalesce(nullif(reason, ''), 'No reason'),
    'banExpires', now() + make_interval(secs => nullif(seconds, 0))));
  if who.id is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return json_build_object('user', neon_auth_internal.user_json(who));
end
$$;

comment on function neon_auth_api.ban_user(text, text, text, double precision) is
  'POST /admin/ban-user: bans a user for the given number of seconds (0 or null: permanently; at most a century) and '
  'ends all their sessions. Fails with UNAUTHORIZED, BAN_USER_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE, '
  'CANNOT_BAN_YOURSELF, USER_NOT_FOUND.';
