-- setting_problems lists the problems in a row of project_config (as jsonb): values of another type or range, unknown
-- keys, values that can never take effect, and contradictory settings. No message contains a secret.
create function neon_auth_internal.setting_problems(config jsonb)
returns table (setting text, problem text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  fact   neon_auth_internal.known_setting;
  steps  jsonb := '{}'::jsonb; -- paths that lead to leaves
  paths  text[] := '{}'::text[];
  nodes  jsonb[] := '{}'::jsonb[];
  here   integer := 1;
  below  record;
begin
  for fact in select * from neon_auth_internal.known_setting s loop
    for depth in 1 .. cardinality(fact.path) - 1 loop
      steps := steps || jsonb_build_object(array_to_string(fact.path[1 : depth], '.'), true);
    end loop;
    if fact.path[1] <> all (paths) and config ? fact.path[1] then
      paths := paths || fact.path[1];
      nodes := nodes || (config -> fact.path[1]);
    end if;
  end loop;

  while here <= cardinality(paths) loop
    setting := replace(regexp_replace(paths[here], E'^options\\.', ''), '.[]', '[]');
    select * into fact from neon_auth_internal.known_setting s where array_to_string(s.path, '.') = paths[here];
    problem := case
      when fact.name is null and not steps ? paths[here]
        then 'is not a setting' || coalesce('. Did you mean ' || neon_auth_internal.nearest_setting(setting) || '?', '')
      when fact.name is null and jsonb_typeof(nodes[here]) <> 'object' and (nodes[here] <> 'null' or strpos(paths[here], '.') > 0)
        then 'must be an object, not ' || left(nodes[here]::text, 100)
      when fact.name is not null and not neon_auth_internal.is_allowed(fact, nodes[here])
        then format('must be %s, not %s', neon_auth_internal.allowed_values(fact),
          case fact.type when 'secret' then 'something else' else left(nodes[here]::text, 100) end)
    end;
    if problem is not null then
      return next;
    elsif steps ? paths[here] then
      for below in
        select o.key, o.value from jsonb_each(case jsonb_typeof(nodes[here]) when 'object' then nodes[here] else '{}' end) o
        union all
        select '[]', a.value from jsonb_array_elements(case jsonb_typeof(nodes[here]) when 'array' then nodes[here] else '[]' end) a
      loop
        paths := paths || (paths[here] || '.' || below.key);
        nodes := nodes || below.value;
      end loop;
    end if;
    here := here + 1;
  end loop;

  return query
  select 'trusted_origins', left(o::text, 200) || ' ' || neon_auth_internal.origin_problem(o)
  from jsonb_array_elements(
    case jsonb_typeof(config -> 'trusted_origins') when 'array' then config -> 'trusted_origins' else '[]' end) o
  where neon_auth_internal.origin_problem(o) is not null;
  return query select * from neon_auth_internal.setting_conflicts(config);
end
$$;
