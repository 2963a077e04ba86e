create function neon_auth_api.finish_change_email(
  token_hash text, old_email text, new_email text, link_hash text, new_token_hash text)
returns table (outcome text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
  who neon_auth."user" := neon_auth_internal.find_user(old_email);
begin
  outcome := neon_auth_internal.use_change_link(who, own, link_hash);
  body := 'null';
  if outcome is null then
    if neon_auth_internal.lock_banned(who.id) then
      outcome := 'banned'; -- returned, not raised: the link stays used
      return next;
      return;
    end if;
    if (neon_auth_internal.find_user(new_email)).id is not null then
      perform neon_auth_internal.fail('USER_ALREADY_EXISTS'); -- for concurrent requests the unique index decides
    end if;
    perform neon_auth_internal.act_as(who.id, null);
    update neon_auth."user" u set "emailVerified" = true where u.id = who.id and not u."emailVerified";
    perform neon_auth_internal.rename('user', who.id, neon_auth_internal.normalize_email(new_email));
    select u.* into strict who from neon_auth."user" u where u.id = who.id;
    outcome := case when own.id is null then 'changed' else 'signed in' end;
    if own.id is null and not neon_auth_internal.needs_second_factor(who, 'email') then
      perform set_config('neon_auth.caller', '', true); -- a link that anyone may have sent, see restrict_caller
      perform neon_auth_internal.open_session(who.id, new_token_hash, true, amr => '{email}');
      outcome := 'session opened';
    end if;
    -- A link alone does not show a user with a second factor.
    body := json_build_object(
      'status', true, 'user', case when outcome <> 'changed' then neon_auth_internal.user_json(who) end);
  end if;
  return next;
end
$$;

comment on function neon_auth_api.finish_change_email(text, text, text, text, text) is
  'GET /verify-email with the link that was mailed to the new address, after the sidecar has verified it: changes the '
  'address and informs the old one by mail. outcome is signed in, session opened (with new_token_hash), '
  'changed (the user has a second factor, so no session is opened), '
  'user_not_found, unauthorized, superseded or banned. Fails with USER_ALREADY_EXISTS.';
