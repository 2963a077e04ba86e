-- run_restricted runs a call in a security-restricted operation, as Postgres names it, and returns its result as text.
-- Code of others that the call triggers then cannot leave anything behind that runs later with the rights of the
-- session: Postgres forbids deferred triggers, cursors that outlive the transaction, temporary tables and PREPARE, and
-- reverts changed settings. SQL can only start such an operation through a function in an index expression, while the
-- index is built. That costs about 2 ms, so it is only used for calls that can run such code. Within it constraints are
-- checked immediately. Constraints that the transaction has deferred so far are checked first, by a role without
-- rights.
-- The call reads what a caller passed as $1[1], $1[2] and so on, from arguments: the text of the call is in the context of
-- errors, and so in the server's log, where passwords, hashes and addresses must not appear.
create function neon_auth_internal.run_restricted(call text, arguments text[] default '{}')
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
  insert into neon_auth.write_mark (entity, value) values ('call', json_build_object('call', call, 'arguments', arguments)) returning id into mark;
  execute format('create table neon_auth_internal.%I (mark uuid)', stage);
  execute format('insert into neon_auth_internal.%I values (%L)', stage, mark);
  execute format('create index on neon_auth_internal.%I (neon_auth_internal.enter_call(mark))', stage);
  execute format('drop table neon_auth_internal.%I', stage);
  perform neon_auth_internal.check_writer();
  delete from neon_auth.write_mark m where m.id = mark returning m.result into returned;
  return returned;
end
$$;
