create or replace function neon_auth.ban_user(
  user_id uuid, reason text default 'No reason', expires_at timestamptz default null)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(
      'select neon_auth.ban_user($1[1]::uuid, $1[2], $1[3]::timestamptz)', array[user_id::text, reason, expires_at::text]);
    return;
  end if;
  update neon_auth."user" u
  set banned = true, "banReason" = reason, "banExpires" = expires_at
  where u.id = ban_user.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  perform neon_auth.revoke_sessions(ban_user.user_id);
end
$$;

comment on function neon_auth.ban_user(uuid, text, timestamptz) is
  'Bans the user until expires_at (null: permanently) and ends all their sessions. Raises NA404 for an unknown id.';
