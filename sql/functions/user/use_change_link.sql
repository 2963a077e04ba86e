-- use_change_link consumes the link of a change of address. Returns the reason why it is invalid, or null: the user has
-- another address now, another user is signed in, or the link does not belong to the last request.
create function neon_auth_internal.use_change_link(who neon_auth."user", own neon_auth.session, link_hash text)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if who.id is null then
    return 'user_not_found';
  elsif own."userId" <> who.id or own."impersonatedBy" is not null then
    return 'unauthorized';
  end if;

  delete from neon_auth.verification v
  where v.identifier = 'change-email-' || who.id
    and v.value = link_hash
    and v."expiresAt" > now()
    and v.branch = neon_auth.branch_identity();
  return case when not found then 'superseded' end;
end
$$;
