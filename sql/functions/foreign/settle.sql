-- settle runs deferred triggers that code of others may have queued: here, as neon_auth_writer, and not at commit, as
-- the session's login. It fails when they queue each other without end, or leave a cursor that outlives the
-- transaction.
create function neon_auth_internal.settle()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  names   text;
  visible boolean;
  before  bigint;
  after   bigint;
begin
  for pass in 1 .. 10 loop
    -- Except the app's deferred foreign keys, whose checks run as the owner of the table.
    select string_agg(format('%s.%I', k.connamespace::regnamespace, k.conname), ', '),
      bool_and(has_schema_privilege('neon_auth_writer', k.connamespace, 'usage'))
    into names, visible
    from pg_constraint k
    where k.condeferrable and k.contype in ('t', 'x')
      and not (k.conrelid = 'neon_auth.member'::regclass and k.conname = 'keep_owner');
    exit when names is null;
    -- The command counter grows with each statement that wrote, even if it was rolled back.
    insert into neon_auth.write_mark (entity) values ('settle') returning cmin::text::bigint into before;
    perform neon_auth_internal.fire_deferred(case when visible then names else 'all' end);
    insert into neon_auth.write_mark (entity) values ('settle') returning cmin::text::bigint into after;
    delete from neon_auth.write_mark m where m.entity = 'settle';
    exit when after = before + 1;
    if pass = 10 then
      raise exception 'deferred triggers of the app queue each other without end';
    end if;
  end loop;
  if exists (select from pg_cursors c where c.is_holdable and c.creation_time >= statement_timestamp()) then
    raise exception 'a trigger of the app opened a cursor that outlives the transaction'
      using errcode = 'insufficient_privilege';
  end if;
  perform neon_auth_internal.check_writer();
end
$$;
