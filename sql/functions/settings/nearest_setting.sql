-- nearest_setting returns the known setting, or object of settings, whose last key is most similar to that of the given
-- name. Returns null when none is similar. Case and underscores are ignored.
create function neon_auth_internal.nearest_setting(unknown text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  meant constant text := left(lower(replace(regexp_replace(coalesce(unknown, ''), E'^options\\.', ''), '_', '') collate "C"), 120);
  last  constant text := substring(meant, '[^.]*$');
begin
  return (
    with candidate as ( -- the settings, and the objects that contain them
      select
        array_to_string((string_to_array(s.name, '.'))[1 : depth], '.') as name,
        min(s.position * 100 + cardinality(s.path) - depth) as position
      from neon_auth_internal.known_setting s, generate_series(1, cardinality(s.path)) depth
      group by 1
    )
    select near.name
    from (
      select k.name, k.position, k.plain, k.distance, rank() over (order by k.distance) as place
      from (
        select
          c.name,
          c.position,
          lower(replace(c.name, '_', '') collate "C") as plain,
          neon_auth_internal.edit_distance(last, lower(replace(substring(c.name, '[^.]*$'), '_', '') collate "C")) as distance
        from candidate c
      ) as k
    ) as near
    where near.place = 1 and near.distance * 3 <= length(last) + 1
    order by neon_auth_internal.edit_distance(meant, near.plain), near.position
    limit 1);
end
$$;
