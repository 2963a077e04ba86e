-- judge_users reads a batch and returns for each user their id and address here, or the reason why they are skipped.
create function neon_auth_internal.judge_users(source text, batch jsonb)
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
      neon_auth_internal.normalize_email((r.p).email) as address
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
      when u.id is not null and lower(normalize(u.email, NFKC) collate "C") is distinct from i.address
        then 'has another address here'
      when u.id is not null then 'known'
      when (i.p).obstacle is not null then (i.p).obstacle
      when coalesce(i.address, '') = '' then 'no address'
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
    select n."userId" from neon_auth.imported_user n where n.source = judge_users.source and n."sourceId" = (i.p).id limit 1
  ) m on true
  left join neon_auth."user" u on u.id = m."userId"
$$;
