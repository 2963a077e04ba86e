create function neon_auth_api.finish_oauth(
  provider_id text, answer jsonb, tokens jsonb, flow jsonb, caller_hash text, new_token_hash text, verifier jsonb)
returns table (failure text, is_new boolean, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  provider constant jsonb := neon_auth_internal.oauth_provider(provider_id);
  profile  neon_auth_internal.oauth_profile := neon_auth_internal.oauth_profile(provider, answer);
  linker   neon_auth."user" := case when flow ? 'link' then neon_auth_internal.find_link(flow -> 'link') end;
  who      neon_auth."user";
  decision record;
begin
  body := 'null';
  is_new := false;
  failure := case
    when provider is null then 'oauth_provider_not_found'
    when flow ? 'link' and linker.id is null then 'unauthorized'
  end;
  if failure is not null then
    return next;
    return;
  end if;

  -- Of two concurrent first sign-ins of one subject, or to one address, the second waits here, and then finds the user.
  perform neon_auth_internal.claim_name('oauth address ' || coalesce(neon_auth_internal.normalize_email(profile.email), ''));
  perform neon_auth_internal.claim_name('oauth account ' || provider_id || ' ' || coalesce(profile.subject, ''));
  select * into strict decision from neon_auth_internal.decide_oauth(
    provider_id, profile, linker.id,
    exists (select from neon_auth.session s where s.token = caller_hash and s."userId" = linker.id),
    not coalesce((provider -> 'disableSignUp')::boolean, false)
      and (not coalesce((provider -> 'disableImplicitSignUp')::boolean, false) or flow @> '{"requestSignUp": true}'));
  failure := coalesce(decision.code, '');
  if failure = '' then
    if decision.action = 'sign-up' then
      who := neon_auth_internal.insert_user(
        profile.name, profile.email, profile.image, profile.is_vouched, 'user', provider_id);
      is_new := true;
    else
      if decision.action = 'reclaim' then
        perform neon_auth_internal.reclaim_user(decision.user_id);
      end if;
      who := neon_auth_internal.update_from_profile(decision.user_id, profile, provider, flow ? 'link');
    end if;
    perform neon_auth_internal.act_as(who.id, null);
    if not neon_auth_internal.put_account(who.id, provider_id, profile.subject, tokens) then
      perform neon_auth_internal.fail('CONFLICT'); -- taken since: retry
    end if;
    if not flow ? 'link' then
      body := case
        when neon_auth_internal.admit(who.id, new_token_hash, true, 'fed')
          then json_build_object('redirect', false, 'token', new_token_hash, 'user', neon_auth_internal.user_json(who))
        else neon_auth_internal.challenge_json() end;
      perform neon_auth_internal.put_session_verifier(verifier);
    end if;
  end if;
  return next;
end
$$;

comment on function neon_auth_api.finish_oauth(text, jsonb, jsonb, jsonb, text, text, jsonb) is
  'GET /callback/:id, /oauth2/callback/:id, POST /sign-in/social and /link-social with an id token: carries out what '
  'decide_oauth decides for the provider''s response. tokens: as in put_account. flow: result of take_oauth_state. '
  'caller_hash: hash of the session token in this browser, empty for none. new_token_hash: the session to open. '
  'verifier: as in put_session_verifier. failure: a code for the app, or empty. Fails with BANNED_USER, CONFLICT, '
  'WEBHOOK_NOT_ASKED, and as the sign-up rules define.';
