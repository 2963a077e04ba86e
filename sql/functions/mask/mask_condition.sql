-- mask_condition returns the condition, as SQL on alias t, that selects the rows of users who are not kept: ids are $2,
-- addresses $3.
create function neon_auth_internal.mask_condition(owner text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when mask_condition.owner is null then 'true'
    when mask_condition.owner = 'email' then '(neon_auth_internal.normalize_email(t.email) = any ($3)) is not true'
    else format('(t.%I::text = any ($2)) is not true', mask_condition.owner)
  end
$$;
