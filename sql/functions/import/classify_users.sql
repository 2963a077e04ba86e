-- classify_users reads a batch and returns for each user their id and address in this database, or the reason why they
-- are skipped. A user with only a verified phone number gets the address that a sign-up with it would give them.
create function neon_auth_internal.classify_users(source text, batch jsonb)
returns setof neon_auth_internal.import_row
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  with people as materialized (
    select
      r.p,
      -- The all-zeros id is reserved for unknown users: a user with this id could not sign in.
      coalesce(
        nullif(neon_auth_internal.to_uuid((r.p).id), '00000000-0000-0000-0000-000000000000'), gen_random_uuid()) as id,
      coalesce(
        nullif(neon_auth_internal.normalize_email((r.p).email), ''),
        substr((r.p).phone_number, 2) || '@' || (select o.email_domain from neon_auth_internal.phone_option o)) as address,
      coalesce((r.p).email, '') = '' as is_made_up
    from (
      select s as p from neon_auth_internal.read_supabase(batch) s where source = 'supabase'
      union all
      select b from neon_auth_internal.read_better_auth(batch) b where source = 'better-auth'
      union all
      select a from neon_auth_internal.read_stack_auth(batch) a where source = 'stack-auth'
    ) r
  )
  select
    i.p,
    i.id,
    i.address,
    case
      when m."userId" is not null and u.id is null then 'removed here'
      when u.id is not null and not i.is_made_up and lower(normalize(u.email, NFKC) collate "C") is distinct from i.address
        then 'has another address here'
      when u.id is not null then 'known'
      when (i.p).obstacle is not null then (i.p).obstacle
      when coalesce(i.address, '') = '' then 'no address'
      when i.is_made_up and (neon_auth_internal.find_phone((i.p).phone_number)).id is not null then 'phone number is another user''s'
      when not neon_auth_internal.is_email(i.address) then case
        when i.address ~ '[^ -~]' then 'internationalised address, which cannot sign in'
        else 'malformed address'
      end
      when row_number() over (partition by i.id order by (i.p).id) > 1
        or (select true from neon_auth."user" t where t.id = i.id) then 'id is taken'
      else ''
    end
  from people i
  -- One index lookup per row, which the limit enforces: a join would read the whole table for every batch.
  left join lateral (
    select n."userId" from neon_auth.imported_user n where n.source = classify_users.source and n."sourceId" = (i.p).id limit 1
  ) m on true
  left join neon_auth."user" u on u.id = m."userId"
$$;
