-- count_users keeps user_count exact on every write, including raw SQL, in the same transaction. It only adds rows, so
-- no transaction waits for another.
create function neon_auth_internal.count_users()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
-- @plpgsql_check_options: oldtable = gone, newtable = written
begin
  if tg_op = 'TRUNCATE' then
    delete from neon_auth.user_count;
  elsif tg_op = 'INSERT' then
    insert into neon_auth.user_count (role, "emailVerified", banned, users)
    select u.role, u."emailVerified", u.banned, count(*) from written u group by 1, 2, 3;
  elsif tg_op = 'DELETE' then
    insert into neon_auth.user_count (role, "emailVerified", banned, users)
    select u.role, u."emailVerified", u.banned, -count(*) from gone u group by 1, 2, 3;
  else
    insert into neon_auth.user_count (role, "emailVerified", banned, users)
    select c.role, c."emailVerified", c.banned, sum(c.users)
    from (
      select u.role, u."emailVerified", u.banned, 1 as users from written u
      union all
      select u.role, u."emailVerified", u.banned, -1 from gone u
    ) as c
    group by 1, 2, 3
    having sum(c.users) <> 0;
  end if;
  return null;
end
$$;

create trigger count_inserted after insert on neon_auth."user" referencing new table as written
for each statement execute function neon_auth_internal.count_users();
create trigger count_deleted after delete on neon_auth."user" referencing old table as gone
for each statement execute function neon_auth_internal.count_users();
create trigger count_updated after update on neon_auth."user" referencing old table as gone new table as written
for each statement execute function neon_auth_internal.count_users();
create trigger count_truncated after truncate on neon_auth."user"
for each statement execute function neon_auth_internal.count_users();

  -- The triggers' locks keep others from writing until this install commits.
insert into neon_auth.user_count (role, "emailVerified", banned, users)
select u.role, u."emailVerified", u.banned, count(*)
from neon_auth."user" u
where not exists (select from neon_auth.user_count)
group by 1, 2, 3;
