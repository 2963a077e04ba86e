-- merged_roles returns the roles of two memberships, each once.
create function neon_auth_internal.merged_roles(one text, other text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(r.role, ',' order by r.position)
  from (
    select btrim(u.role) as role, min(u.position) as position
    from unnest(string_to_array(one || ',' || other, ',')) with ordinality as u (role, position)
    where btrim(u.role) <> ''
    group by btrim(u.role)) r
$$;
