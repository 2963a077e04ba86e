-- Triggers before and after each of neonauth's statements on tables to which the database's owner may add triggers.
do $$
declare
  open_to_owner regclass;
begin
  for open_to_owner in
    select c.oid from pg_class c
    where c.relnamespace = 'neon_auth'::regnamespace and c.relkind = 'r'
      and has_table_privilege('pg_database_owner', c.oid, 'trigger')
  loop
    execute format(
      'create trigger %I before insert or update or delete on %s for each statement '
      'when (current_user in (''neon_auth'', ''neon_auth_writer'')) execute function neon_auth_internal.refuse_triggers()',
      chr(1), open_to_owner);
    execute format(
      'create trigger "~exchanged" after insert or update or delete on %s for each statement '
      'when (current_user in (''neon_auth'', ''neon_auth_writer'')) execute function neon_auth_internal.refuse_exchanged()',
      open_to_owner);
    execute format(
      'create trigger "~settle" after insert or update or delete on %s for each statement '
      'when (current_user = ''neon_auth'' and pg_trigger_depth() = 0) '
      'execute function neon_auth_internal.settle_statement()', open_to_owner);
  end loop;
end
$$;
