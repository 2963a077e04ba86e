-- mask_keys replaces the keys that the app's tables may reference, one by one, in a way that gives code of the app no
-- rights: see rename.
create function neon_auth_internal.mask_keys(secret bytea, kept_ids text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  entities text[];
  ids      uuid[];
  keys     text[];
begin
  -- Collected first: no query may be open while code of the app runs.
  select array_agg(k.entity), array_agg(k.id), array_agg(k.key)
  into entities, ids, keys
  from (
    select 'user', u.id, neon_auth_internal.mask_value('email', u.email, secret)
    from neon_auth."user" u
    where (u.id::text = any (kept_ids)) is not true
    union all
    select 'organization', o.id, neon_auth_internal.mask_value('slug', o.slug, secret) from neon_auth.organization o
    union all
    select 'account', a.id, neon_auth_internal.mask_value('account', a."accountId", secret)
    from neon_auth.account a
    where a."providerId" <> 'credential' and (a."userId"::text = any (kept_ids)) is not true
  ) as k (entity, id, key);
  for i in 1 .. coalesce(cardinality(ids), 0) loop
    perform neon_auth_internal.rename(entities[i], ids[i], keys[i]);
  end loop;
end
$$;
