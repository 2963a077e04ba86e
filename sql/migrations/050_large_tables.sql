-- online
-- What earlier migrations would have to do while they lock a table: their indexes, checks and values. Databases that have them
-- already, from before, skip the indexes.
-- Who is an administrator, at a glance: they are locked before one is removed, demoted or banned.
create index concurrently if not exists user_admin_idx on neon_auth."user" (id) where 'admin' = any (string_to_array(role, ','));

create index concurrently if not exists "session_impersonatedBy_idx" on neon_auth.session ("impersonatedBy") where "impersonatedBy" is not null;

-- Each column that users are sorted and filtered by, with the id that makes the order of equal ones certain. What
-- cannot be indexed could not be written, so name, image and banReason are indexed where they are short, and the users
-- who have a long one are found together.
create index concurrently if not exists "user_emailVerified_idx" on neon_auth."user" ("emailVerified", id);
create index concurrently if not exists "user_createdAt_idx" on neon_auth."user" ("createdAt", id);
create index concurrently if not exists "user_updatedAt_idx" on neon_auth."user" ("updatedAt", id);
create index concurrently if not exists user_role_idx on neon_auth."user" (role, id);
create index concurrently if not exists user_banned_idx on neon_auth."user" (banned, id);
create index concurrently if not exists "user_banExpires_idx" on neon_auth."user" ("banExpires", id);
create index concurrently if not exists user_name_idx on neon_auth."user" (name, id) where octet_length(name) > 2000 is not true;
create index concurrently if not exists user_image_idx on neon_auth."user" (image, id) where octet_length(image) > 2000 is not true;
create index concurrently if not exists "user_banReason_idx" on neon_auth."user" ("banReason", id) where octet_length("banReason") > 2000 is not true;
create index concurrently if not exists user_long_idx on neon_auth."user" (id)
where octet_length(name) > 2000 or octet_length(image) > 2000 or octet_length("banReason") > 2000;

-- For LIKE with an end: whatever the database's collation, and read backwards for one with a beginning.
create index concurrently if not exists user_email_prefix_idx on neon_auth."user" (email text_pattern_ops);
create index concurrently if not exists user_name_prefix_idx on neon_auth."user" (name text_pattern_ops) where octet_length(name) > 2000 is not true;
create index concurrently if not exists user_email_suffix_idx on neon_auth."user" (reverse(email) text_pattern_ops);
create index concurrently if not exists user_name_suffix_idx on neon_auth."user" (reverse(name) text_pattern_ops)
where octet_length(name) > 2000 is not true;

create index concurrently if not exists "session_origin_openedBy_idx" on neon_auth.session_origin ("openedBy") where "openedBy" is not null;
create index concurrently if not exists "invitation_inviterId_idx" on neon_auth.invitation ("inviterId") where status = 'pending';

-- The console counts sign-ins by day, and the users among them.
create index concurrently if not exists audit_log_sign_in_idx on neon_auth.audit_log (at, "userId")
where entity = 'session' and action = 'insert' and after ->> 'impersonatedBy' is null;

-- Organizations are listed newest first, and searched by the beginning of name or slug.
create index concurrently if not exists "organization_createdAt_idx" on neon_auth.organization ("createdAt", id);
create index concurrently if not exists organization_name_prefix_idx on neon_auth.organization (lower(left(name, 100)) text_pattern_ops);
create index concurrently if not exists organization_slug_prefix_idx on neon_auth.organization (left(slug, 100) text_pattern_ops);

create index concurrently if not exists "user_isAnonymous_idx" on neon_auth."user" ("createdAt") where "isAnonymous";
-- Partial, so that no table of the app can reference a username or a phone number, which its user may change.
create unique index concurrently if not exists user_username_key on neon_auth."user" (username) where username is not null;
create unique index concurrently if not exists "user_phoneNumber_key" on neon_auth."user" ("phoneNumber") where "phoneNumber" is not null;
create index concurrently if not exists "active_day_userId_idx" on neon_auth.active_day ("userId", day);

-- For the next migration, which drops it again.
create index concurrently if not exists user_foreign_username_idx on neon_auth."user" (id) where username collate "C" ~ '[^ -~]';

-- When the user of a session has proved who they are. Ten thousand sessions at a time, because the rows are locked: their users
-- may sign out meanwhile.
do $$
declare
  done  uuid := '00000000-0000-0000-0000-000000000000';
  final uuid;
begin
  loop
    exit when final is null and not exists (
      select from neon_auth.session_origin o
      join neon_auth.session s on s.id = o."sessionId"
      where o."authenticatedAt" is null and s."impersonatedBy" is null);
    select b."sessionId" into final
    from (select o."sessionId" from neon_auth.session_origin o where o."sessionId" > done order by o."sessionId" limit 10000) b
    order by b."sessionId" desc
    limit 1;
    exit when not found;
    begin
      update neon_auth.session_origin o
      set "authenticatedAt" = s."createdAt"
      from neon_auth.session s
      where o."sessionId" > done and o."sessionId" <= final and o."authenticatedAt" is null
        and s.id = o."sessionId" and s."impersonatedBy" is null;
    exception
      when lock_not_available or deadlock_detected then
        continue; -- one is being deleted: once more
    end;
    commit;
    done := final;
  end loop;
end
$$;

-- Enrolments for the second factor of before wait from now on.
insert into neon_auth.two_factor_state as e ("userId", "pendingSince")
select t."userId", now()
from neon_auth."twoFactor" t
join neon_auth."user" u on u.id = t."userId" and u."twoFactorEnabled" is not true
on conflict ("userId") do update set "pendingSince" = now() where e."pendingSince" is null;
update neon_auth.two_factor_state set "pendingSince" = now() where secret is not null and "pendingSince" is null;

-- Where no row is longer the checks are known to hold for all. Waiting for the lock makes no other statement wait.
do $$
declare
  c record;
begin
  for c in
    select k.conrelid::regclass as relation, k.conname
    from pg_catalog.pg_constraint k
    where k.connamespace = 'neon_auth'::regnamespace and k.contype = 'c' and not k.convalidated
      and (right(k.conname, 9) = '_is_short' or k.conname in ('email_has_few_wildcards', 'phoneNumber_is_e164', 'role_is_not_predefined'))
    order by 1, 2
  loop
    perform set_config('lock_timeout', '0', true);
    begin
      execute format('alter table %s validate constraint %I', c.relation, c.conname);
    exception when check_violation then
      raise notice 'some rows of % are not as % wants: they stay as they are until they are written', c.relation, c.conname;
    end;
    commit;
  end loop;
end
$$;
