-- put_setting returns the row of project_config (as jsonb) with one setting changed, and the objects that contain it
-- created where they are missing.
create function neon_auth_internal.put_setting(config jsonb, path text[], value jsonb)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  for depth in 1 .. cardinality(path) - 1 loop
    if jsonb_typeof(config #> path[1 : depth]) is distinct from 'object' then
      config := jsonb_set(config, path[1 : depth], '{}');
    end if;
  end loop;
  return jsonb_set(config, path, value);
end
$$;
