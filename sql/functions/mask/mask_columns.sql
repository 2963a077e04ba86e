-- mask_columns replaces the columns that mask_rule lists. with_keys: also the keys that the app's tables may reference,
-- which is safe only if no code of the app can run: see mask_keys.
create function neon_auth_internal.mask_columns(
  secret bytea, kept_ids text[], kept_addresses text[], with_keys boolean)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  change record;
begin
  for change in
    select
      c.on_table,
      neon_auth_internal.mask_condition(c.owner) as condition,
      string_agg(
        format(
          case c.treatment
            when 'account' then -- a password's has the user's id
              '%1$I = case t."providerId" when ''credential'' then t."userId"::text '
              'else neon_auth_internal.mask_value(%2$L, t.%1$I, $1) end'
            else '%1$I = neon_auth_internal.mask_value(%2$L, t.%1$I::text, $1)::%3$s'
          end,
          c.name, c.treatment, c.type),
        ', ') as changes
    from neon_auth_internal.mask_column c
    where c.treatment not in ('keep', 'empty') and (mask_columns.with_keys or not c.is_key)
    group by c.on_table, c.relation, c.owner
    order by c.relation = 'user' -- last, because a trigger copies users to users_sync
  loop
    execute format('update %s t set %s where %s', change.on_table, change.changes, change.condition)
    using secret, kept_ids, kept_addresses;
  end loop;
end
$$;
