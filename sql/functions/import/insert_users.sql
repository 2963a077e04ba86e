-- insert_users creates the users who can be imported, and returns all rows. A user whose address is already taken, also
-- by a concurrent transaction, now has a verdict. Values that are too long for the table are cut; a picture is left
-- out.
create function neon_auth_internal.insert_users(people neon_auth_internal.import_row[])
returns setof neon_auth_internal.import_row
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  with names as (
    -- Of users with one username, the first gets it. One that another user has is left out.
    select n.id, n.username
    from (
      select p.id, (p.person).username, row_number() over (partition by (p.person).username order by (p.person).id) as place
      from unnest(people) p
      where p.verdict = '' and neon_auth_internal.is_imported_username((p.person).username)
    ) n
    where n.place = 1 and not neon_auth_internal.is_username_taken(n.username)
  ), made as (
    insert into neon_auth."user" as u
      (id, name, email, "emailVerified", image, "createdAt", role, banned, "banReason", "banExpires", "phoneNumber", "phoneNumberVerified",
      username, "displayUsername", "lastLoginMethod")
    select
      p.id,
      left(coalesce((p.person).name, ''), 2000),
      p.address,
      -- The address was verified in its original spelling, not in a normal form that only looks equal.
      (p.person).verified and p.address = lower((p.person).email collate "C"),
      case when octet_length((p.person).image) <= 131072 then (p.person).image end,
      neon_auth_internal.past_time((p.person)."createdAt"),
      'user',
      (p.person).banned,
      case when (p.person).banned then left((p.person)."banReason", 2000) end,
      case when (p.person).banned and (p.person)."banExpires" < '10000-01-01' then (p.person)."banExpires" end,
      n.number,
      n.number is not null or null,
      names.username,
      left((p.person).display, 500),
      left((p.person).last_login, 64)
    from unnest(people) with ordinality p
    cross join lateral ( -- unless another user has it, also of this batch
      select (p.person).phone_number as number
      where not exists (select from neon_auth."user" t where t."phoneNumber" = (p.person).phone_number)
        and not exists (
          select from unnest(people) with ordinality o
          where o.verdict = '' and o.ordinality < p.ordinality and (o.person).phone_number = (p.person).phone_number)
      union all
      select null
      limit 1
    ) n
    left join names on names.id = p.id
    where p.verdict = ''
    on conflict do nothing
    returning u.id
  )
  select p.person, p.id, p.address, case when p.verdict = '' and m.id is null then 'address is taken' else p.verdict end
  from unnest(people) p
  left join made m on m.id = p.id
$$;
