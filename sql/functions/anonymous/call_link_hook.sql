-- call_link_hook calls the app's function on_link, if there is one, before an anonymous user's rows move. An exception
-- that it raises refuses the sign-in. Fails with LINK_HOOK_FAILED when the function is missing or may not be called.
create function neon_auth_internal.call_link_hook(anonymous neon_auth."user", who neon_auth."user")
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  named text := (select o.on_link from neon_auth_internal.anonymous_option o);
  hook  regprocedure;
begin
  if named is null then
    return;
  end if;
  begin
    hook := neon_auth_internal.find_claims_hook(named);
  exception
    when insufficient_privilege then
      null; -- its schema is closed
  end;
  if hook is null then
    perform neon_auth_internal.fail('LINK_HOOK_FAILED');
  end if;
  perform neon_auth_internal.announce();
  perform neon_auth_internal.run_hook(hook, jsonb_build_object(
    'anonymousUser', neon_auth_internal.user_json(anonymous), 'newUser', neon_auth_internal.user_json(who)));
  perform neon_auth_internal.settle();
end
$$;
