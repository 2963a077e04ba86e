-- link_anonymous moves what the anonymous user of this browser has made to the user of the session that has just been
-- opened, and deletes the anonymous user. Rows that cannot move stay with them, and then they stay, too. Fails with
-- LINK_HOOK_FAILED, or with what the app's hook, trigger or constraint raises: nothing has moved then.
create function neon_auth_internal.link_anonymous(opened neon_auth.session)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  anonymous neon_auth."user" := neon_auth_internal.find_anonymous(opened."userId");
  who       neon_auth."user";
  seeds     jsonb;
  result    jsonb;
begin
  if anonymous.id is null then
    return;
  end if;
  select * into strict who from neon_auth."user" u where u.id = opened."userId";
  perform neon_auth_internal.call_link_hook(anonymous, who);
  seeds := neon_auth_internal.move_memberships(anonymous.id, who.id) || jsonb_build_object(
    'user.id', jsonb_build_object(anonymous.id, who.id), 'user.email', jsonb_build_object(anonymous.email, who.email),
    'users_sync.id', jsonb_build_object(anonymous.id, who.id),
    'session.id', (select jsonb_object_agg(s.id, opened.id) from neon_auth.session s where s."userId" = anonymous.id),
    'session.token', (select jsonb_object_agg(s.token, opened.token) from neon_auth.session s where s."userId" = anonymous.id));
  result := neon_auth_internal.move_rows(seeds);
  insert into neon_auth.anonymous_link ("anonymousUserId", "userId", moved, kept)
  values (anonymous.id, who.id, least((result ->> 'moved')::bigint, 2147483647),
    case when octet_length((result -> 'kept')::text) <= 16384 then result -> 'kept' else '{"*": "too many tables to list"}' end);
  if (select o.is_deletable from neon_auth_internal.anonymous_option o) then
    if result -> 'kept' = '{}' then
      perform neon_auth_internal.remove_user(anonymous.id);
    else
      perform neon_auth_internal.remove('session', array(select s.id from neon_auth.session s where s."userId" = anonymous.id));
    end if;
  end if;
end
$$;
