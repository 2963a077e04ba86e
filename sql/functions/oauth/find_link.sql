-- find_link returns the user of a session that asked to link an account, if the session still exists. It locks the
-- session.
create function neon_auth_internal.find_link(link jsonb)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  select u.* into who
  from neon_auth.session s
  join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
  join neon_auth."user" u on u.id = s."userId"
  where s.id = (link ->> 'session')::uuid
    and s."expiresAt" > now()
    and s."impersonatedBy" is null
    and not neon_auth_internal.is_banned(u)
  for no key update of u;
  if who.id is not null then
    perform neon_auth_internal.act_as(who.id, null);
  end if;
  return who;
end
$$;
