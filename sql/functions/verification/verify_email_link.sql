create function neon_auth_api.verify_email_link(
  token_hash text, email text, new_token_hash text, link_hash text default null)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
  who neon_auth."user" := neon_auth_internal.find_user(email);
begin
  if who.id is null then
    return 'user_not_found';
  end if;

  if who."emailVerified" then
    return 'verified';
  end if;
  -- Null: a sidecar of the previous release does not report which link it has verified.
  if link_hash is not null then
    delete from neon_auth.verification v
    where v.identifier = 'verify-email-' || link_hash
      and v.value = who.id::text
      and v."expiresAt" > now()
      and v.branch = neon_auth.branch_identity();
    if not found then
      return 'superseded';
    end if;
    if neon_auth_internal.lock_banned(who.id) then
      return 'banned'; -- returned, not raised: the link stays used
    end if;
  end if;

  -- Using a link twice neither fails nor signs in. Of concurrent calls, only the one that writes signs in.
  update neon_auth."user" u set "emailVerified" = true where u.id = who.id and not u."emailVerified";
  if not found or not (select c.sign_in_after_verification from neon_auth_internal.config c) then
    return 'verified';
  elsif own."userId" = who.id then
    return 'signed in';
  elsif neon_auth_internal.needs_second_factor(who, 'email') then
    return 'verified';
  end if;
  perform neon_auth_internal.restrict_caller(who.id::text);
  perform neon_auth_internal.open_session(who.id, new_token_hash, true, amr => '{email}');
  return 'session opened';
end
$$;

comment on function neon_auth_api.verify_email_link(text, text, text, text) is
  'GET /verify-email, after the sidecar has verified the link: verifies the address. link_hash: sha256 of its token. '
  'Returns user_not_found, superseded (a recovery has ended the link), verified, banned, signed in (the caller is '
  'that user) or session opened (with new_token_hash).';
