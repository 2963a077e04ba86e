-- check_masked fails if anything is left that mask_users replaces or deletes, because a trigger of the app has put it
-- back.
create function neon_auth_internal.check_masked(kept_ids text[], kept_addresses text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  masked record;
  remain boolean;
begin
  for masked in select * from neon_auth_internal.mask_column c where c.treatment <> 'keep' loop
    execute format(
      'select exists (select from %s t where %s and %s)',
      masked.on_table,
      neon_auth_internal.mask_condition(masked.owner),
      case masked.treatment
        when 'empty' then 'true'
        when 'account' then
          'case t."providerId" when ''credential'' then t."accountId" <> t."userId"::text '
          'else not neon_auth_internal.is_masked(''account'', t."accountId") end'
        else format('not neon_auth_internal.is_masked(%L, t.%I::text)', masked.treatment, masked.name)
      end)
    into remain using null::bytea, kept_ids, kept_addresses;
    if remain then
      raise exception '% still has values of a real user: a trigger of the app has written them',
        format('%s.%I', masked.on_table, masked.name)
        using errcode = 'data_exception', hint = 'Disable the trigger in this copy, and mask it again.';
    end if;
  end loop;
end
$$;
