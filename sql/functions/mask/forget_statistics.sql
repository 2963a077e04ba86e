-- forget_statistics replaces the planner's statistics of the masked tables, which contain values of the columns. A table
-- without rows would keep its old ones, so it gets a row for a moment.
create function neon_auth_internal.forget_statistics()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  masked regclass;
  partial record;
begin
  insert into neon_auth.verification (identifier, value, "expiresAt") values ('', '', now());
  insert into neon_auth.outbox (kind, recipient) values ('', '');
  insert into neon_auth.webhook_event (type) values ('');
  insert into neon_auth.request_count (key, count, since) values ('', 0, now());
  insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId") values (now(), '', gen_random_uuid());
  insert into neon_auth.imported_user (source, "sourceId", "userId") values ('', '', gen_random_uuid());
  insert into neon_auth.import_skipped (source, "sourceId", part, reason) values ('', '', '', '');
  insert into neon_auth.audit_log (at, entity, action) values (now(), '', ''), ('1970-01-01', '', '');
  for masked in
    select distinct c.on_table from neon_auth_internal.mask_column c where c.treatment <> 'keep'
  loop
    -- An index of expressions has statistics of its own, which stay if no row is in it any more.
    for partial in
      select i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as definition
      from pg_index i where i.indrelid = masked and i.indexprs is not null and i.indpred is not null
    loop
      execute format('drop index %s', partial.name);
      execute partial.definition;
    end loop;
    execute format('analyze %s', masked);
  end loop;
  delete from neon_auth.verification;
  delete from neon_auth.outbox;
  delete from neon_auth.webhook_event;
  delete from neon_auth.request_count;
  delete from neon_auth.refused_sign_in;
  delete from neon_auth.imported_user;
  delete from neon_auth.import_skipped;
  delete from neon_auth.audit_log;
end
$$;
