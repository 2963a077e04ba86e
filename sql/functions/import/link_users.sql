-- link_users adds passwords and accounts of the imported users, and records what is left out, with the reason. Tokens
-- that give access to providers are never imported.
create function neon_auth_internal.link_users(people neon_auth_internal.import_row[])
returns table ("sourceId" text, part text, reason text)
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  with arrived as materialized (
    select p.id, p.person from unnest(people) p where p.verdict = ''
  ), wanted as materialized (
    select a.person, a.id, 'credential' as provider, a.id::text as account, (a.person).password_hash, (a.person)."createdAt"
    from arrived a
    where neon_auth_internal.is_password_hash_acceptable((a.person).password_hash)
    union all
    select a.person, a.id, i ->> 'provider', i ->> 'account', null, (i ->> 'createdAt')::timestamptz
    from arrived a
    cross join lateral jsonb_array_elements((a.person).accounts) i
    where i ->> 'provider' <> '' and octet_length(i ->> 'account') between 1 and 1000 -- the index cannot hold longer ones
  ), linked as (
    insert into neon_auth.account as l ("userId", "providerId", "accountId", password, "createdAt", "updatedAt")
    select w.id, w.provider, w.account, w.password_hash, neon_auth_internal.past_time(w."createdAt"), now()
    from wanted w
    on conflict do nothing
    returning l."userId", l."providerId", l."accountId"
  )
  select (a.person).id, unnest((a.person).lost), 'not taken over' from arrived a
  union all
  select (a.person).id, 'phone number', 'is another user''s'
  from arrived a
  where (a.person).phone_number is not null
    and not exists (select from neon_auth."user" u where u.id = a.id and u."phoneNumber" = (a.person).phone_number)
  union all
  select (a.person).id, 'username', 'malformed, or another user''s'
  from arrived a
  join neon_auth."user" u on u.id = a.id and u.username is distinct from (a.person).username
  where (a.person).username <> ''
  union all
  select (a.person).id, 'password', 'malformed or too costly'
  from arrived a
  where not neon_auth_internal.is_password_hash_acceptable((a.person).password_hash)
    and (a.person).password_hash is not null
  union all
  select (a.person).id, 'account of ' || (i ->> 'provider'), 'malformed'
  from arrived a
  cross join lateral jsonb_array_elements((a.person).accounts) i
  where octet_length(i ->> 'account') between 1 and 1000 is not true
  union all
  select (w.person).id, 'account of ' || w.provider, 'is another user''s'
  from wanted w
  where (w.id, w.provider, w.account) not in (select l."userId", l."providerId", l."accountId" from linked l)
$$;
