-- is_vouched reports whether the provider's response confirms that the address belongs to the user: by true, or by the
-- address itself, alone or in a list. paths: alternatives separated by |; all parts separated by & must confirm it;
-- null: never.
create function neon_auth_internal.is_vouched(answer jsonb, paths text, email text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(bool_or(alternative.holds), false)
  from (
    select bool_and(coalesce(
      found.value in ('true', '"true"', '1')
      or jsonb_typeof(found.value) = 'string' and neon_auth_internal.normalize_email(found.value #>> '{}') = neon_auth_internal.normalize_email(email)
      or jsonb_typeof(found.value) = 'array' and found.value @> to_jsonb(email), false)) as holds
    from unnest(string_to_array(paths, '|')) with ordinality as a (path, place),
      unnest(string_to_array(a.path, '&')) as p (path),
      lateral (select coalesce(answer -> p.path, answer #> string_to_array(p.path, '.')) as value) as found
    group by a.place
  ) as alternative
$$;
