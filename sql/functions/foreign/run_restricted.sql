-- run_restricted runs a call in a security-restricted operation, as Postgres names it, and returns its result as text.
-- Code of others that the call triggers then cannot leave anything behind that runs later with the rights of the
-- session: Postgres forbids deferred triggers, cursors that outlive the transaction, temporary tables and PREPARE, and
-- reverts changed settings. SQL can only start such an operation through a function in an index expression, while the
-- index is built. That costs about 2 ms, so it is only used for calls that can run such code. Within it constraints are
-- checked immediately. Constraints that the transaction has deferred so far are checked first, by a role without
-- rights.
create function neon_auth_internal.run_restricted(call text)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  -- A separate table per call: concurrent calls do not wait for each other, and calls may be nested.
  stage    text := 'stage_' || replace(gen_random_uuid()::text, '-', '');
  mark     uuid;
  returned text;
begin
  insert into neon_auth.write_mark (entity, value) values ('call', call) returning id into mark;
  execute format('create table neon_auth_internal.%I (mark uuid)', stage);
  execute format('insert into neon_auth_internal.%I values (%L)', stage, mark);
  execute format('create index on neon_auth_internal.%I (neon_auth_internal.enter_call(mark))', stage);
  execute format('drop table neon_auth_internal.%I', stage);
  perform neon_auth_internal.check_writer();
  delete from neon_auth.write_mark m where m.id = mark returning m.result into returned;
  return returned;
end
$$;

-- run_call runs the call that a mark contains.
create function neon_auth_internal.run_call(mark uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  call      text := (select m.value from neon_auth.write_mark m where m.id = mark);
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
  execute call into returned;
  if deferred then -- nothing is pending now; from here on they are as declared
    set constraints all deferred;
    execute 'set constraints ' || immediate || ' immediate';
  end if;
  update neon_auth.write_mark m set result = returned where m.id = mark;
end
$$;

-- enter_call is the expression of the index. It must be declared immutable for that, although it is not.
create function neon_auth_internal.enter_call(mark uuid)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.run_call(mark);
  return true;
end
$$;
