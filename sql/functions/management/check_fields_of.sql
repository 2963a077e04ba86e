-- check_fields_of fails with 400 when a request's fields are not those of a group of settings, or have values that the
-- settings do not allow. The message names the field, and never contains a secret.
create function neon_auth_internal.check_fields_of(group_name text, fields jsonb)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  given   record;
  fact    neon_auth_internal.known_setting;
  problem text;
begin
  if jsonb_typeof(fields) is distinct from 'object' then
    perform neon_auth_internal.refuse_request('The body must be a JSON object');
  end if;
  for given in
    select coalesce(o.key, m.field) as field, o.value, m.setting, m.least
    from jsonb_each(fields) o
    full join (
      select * from neon_auth_internal.managed_setting m where m.group_name = check_fields_of.group_name
    ) as m on m.field = o.key
    where o.key is not null or m.is_required
    order by m.setting is null desc, 1
  loop
    select * into fact from neon_auth_internal.known_setting s where s.name = given.setting;
    fact.least := coalesce(given.least, fact.least);
    fact.fallback := coalesce(fact.fallback, '""'); -- the API takes no null
    problem := case
      when given.setting is null then format('%s is not a field here. The fields are: %s', to_json(left(given.field, 100)), (
        select string_agg(m.field, ', ' order by m.setting)
        from neon_auth_internal.managed_setting m where m.group_name = check_fields_of.group_name))
      when given.value is null then given.field || ' is missing'
      when not neon_auth_internal.is_allowed(fact, given.value) then given.field || ' must be '
        || neon_auth_internal.allowed_values(fact)
        || case fact.type when 'secret' then '' else ', not ' || left(given.value::text, 100) end
    end;
    if problem is not null then
      perform neon_auth_internal.refuse_request(problem);
    end if;
  end loop;
end
$$;
