-- run_call runs the call that a mark contains.
create function neon_auth_internal.run_call(mark uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  call      json := (select m.value::json from neon_auth.write_mark m where m.id = mark);
  returned  text;
  immediate text; -- constraints that are checked immediately unless the transaction defers them
  deferred  boolean;
begin
  select
    string_agg(format('%s.%I', k.connamespace::regnamespace, k.conname), ', ')
      filter (where not k.condeferred and has_schema_privilege(k.connamespace, 'usage')),
    bool_or(k.condeferred)
  into immediate, deferred
  from pg_constraint k
  where k.condeferrable;
  if deferred is not null then
    perform neon_auth_internal.fire_deferred('all');
  end if;
  execute call ->> 'call' into returned using array(select a.value from json_array_elements_text(call -> 'arguments') a (value));
  if deferred then -- nothing is pending now; from here on they are as declared
    set constraints all deferred;
    execute 'set constraints ' || immediate || ' immediate';
  end if;
  update neon_auth.write_mark m set result = returned where m.id = mark;
end
$$;
