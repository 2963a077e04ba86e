-- The triggers that audit_coverage lists, and a truncate trigger for each of these tables.
do $$
declare
  audited record;
begin
  for audited in select * from neon_auth_internal.audit_coverage c where c.mode is not null loop
    execute format(
      'create trigger audit after %s on neon_auth.%I for each row execute function neon_auth_internal.audit(%s)',
      audited.events,
      audited.name,
      (select string_agg(quote_literal(a), ', ') from unnest(audited.mode || audited.hidden) a));
    execute format(
      'create trigger audit_truncate after truncate on neon_auth.%I for each statement '
      'execute function neon_auth_internal.audit(''all'')', audited.name);
  end loop;
end
$$;
