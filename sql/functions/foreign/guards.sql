-- Before and after each statement of ours on a table that is open to the database's owner.
do $$
declare
  open_to_owner regclass;
begin
  foreach open_to_owner in array array['neon_auth."user"', 'neon_auth.session', 'neon_auth.account',
    'neon_auth.verification', 'neon_auth.jwks', 'neon_auth.organization', 'neon_auth.member', 'neon_auth.invitation',
    'neon_auth.invitation_team', 'neon_auth.team', 'neon_auth."teamMember"', 'neon_auth."organizationRole"',
    'neon_auth.project_config', 'neon_auth.sign_up_rule', 'neon_auth.imported_user', 'neon_auth.import_skipped'] loop
    execute format(
      'create trigger %I before insert or update or delete on %s for each statement '
      'when (current_user in (''neon_auth'', ''neon_auth_writer'')) execute function neon_auth_internal.refuse_triggers()',
      chr(1), open_to_owner);
    execute format(
      'create trigger "~settle" after insert or update or delete on %s for each statement '
      'when (current_user = ''neon_auth'' and pg_trigger_depth() = 0) execute function neon_auth_internal.settle_statement()', open_to_owner);
  end loop;
end
$$;
