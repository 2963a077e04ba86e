-- may_give_roles says whether whoever has `own` roles may hand out, or take away, the given ones: only what he
-- may do himself. Blanks around a role do not hide it.
create function neon_auth_internal.may_give_roles(own text, given text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select not exists (
    select from neon_auth_internal.organization_permission p
    where p.role in (select trim(r) from unnest(string_to_array(given, ',')) r)
      and not neon_auth_internal.has_permission(own, p.resource, p.action))
$$;
