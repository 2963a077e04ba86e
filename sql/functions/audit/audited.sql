-- What is written down, and the columns of it whose values are not.
create trigger audit after insert or update or delete on neon_auth."user"
for each row execute function neon_auth_internal.audit();
create trigger audit after insert or update or delete on neon_auth.session
for each row execute function neon_auth_internal.audit('token');
create trigger audit after insert or update or delete on neon_auth.account
for each row execute function neon_auth_internal.audit('password', 'accessToken', 'refreshToken', 'idToken');
create trigger audit after insert or update or delete on neon_auth.organization
for each row execute function neon_auth_internal.audit();
create trigger audit after insert or update or delete on neon_auth.member
for each row execute function neon_auth_internal.audit();
create trigger audit after insert or update or delete on neon_auth.invitation
for each row execute function neon_auth_internal.audit();
create trigger audit after insert or update or delete on neon_auth.team
for each row execute function neon_auth_internal.audit();
create trigger audit after insert or update or delete on neon_auth."teamMember"
for each row execute function neon_auth_internal.audit();
create trigger audit after insert or update or delete on neon_auth."organizationRole"
for each row execute function neon_auth_internal.audit();
create trigger audit after insert or update or delete on neon_auth.project_config
for each row execute function neon_auth_internal.audit('social_providers', 'email_provider', 'webhook_config', 'options');

-- Who empties a table changes no row, and is seen too.
do $$
declare
  audited regclass;
begin
  for audited in select t.tgrelid from pg_trigger t where t.tgfoid = 'neon_auth_internal.audit'::regproc loop
    execute format(
      'create trigger audit_truncate after truncate on %s for each statement execute function neon_auth_internal.audit()',
      audited);
  end loop;
end
$$;
