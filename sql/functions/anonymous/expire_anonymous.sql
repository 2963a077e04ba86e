create or replace function neon_auth.expire_anonymous(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  days    integer := (select o.days from neon_auth_internal.anonymous_option o);
  old     uuid;
  removed integer := 0;
begin
  if days = 0 then
    return 0;
  elsif neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(format('select neon_auth.expire_anonymous(%s)', batch))::integer;
  end if;
  for old in
    select u.id
    from neon_auth."user" u
    where u."isAnonymous" and u."createdAt" < now() - make_interval(days => days)
      and not u."emailVerified" and u."phoneNumberVerified" is not true
      and not exists (select from neon_auth.active_day a where a."userId" = u.id and a.day >= (now() at time zone 'UTC')::date - days)
      and not exists (select from neon_auth.session s where s."userId" = u.id and s."expiresAt" > now())
      and not exists (select from neon_auth.account a where a."userId" = u.id)
      and not exists (select from neon_auth.passkey p where p."userId" = u.id)
      and not exists (select from neon_auth.member m where m."userId" = u.id)
      and not exists (select from neon_auth.anonymous_link l where l."anonymousUserId" = u.id and l.kept <> '{}')
    order by u."createdAt"
    limit greatest(batch, 0)
    for update of u skip locked
  loop
    begin
      removed := removed + neon_auth_internal.remove('user', array[old]);
    exception
      when foreign_key_violation or raise_exception then -- rows of the app need the user: not tried again
        insert into neon_auth.anonymous_link ("anonymousUserId", "userId", kept) values (old, old, jsonb_build_object('*', left(sqlerrm, 1000)));
        removed := removed + 1;
    end;
  end loop;
  return removed;
end
$$;

comment on function neon_auth.expire_anonymous(integer) is
  'Deletes up to `batch` anonymous users who have not been active for plugin_configs.anonymous.config.deleteAfterDays, with '
  'all that belongs to them, and returns how many it has dealt with. It keeps those who are members of an organization, who '
  'have a way to sign in, and whose rows could not move or may not be deleted: see neon_auth.anonymous_link.';
