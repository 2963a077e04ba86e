-- This function has the rights of its caller, who must own the app's tables.
create or replace function neon_auth.adopt_users_sync()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  earlier constant regclass := to_regclass('neon_identity.users_sync');
  follower record;
  page    jsonb;
  last_id text := '';
  added   integer := 0;
begin
  if (select c.relkind = 'r' from pg_class c where c.oid = earlier) is not true then
    raise exception 'there is no table neon_identity.users_sync' using errcode = 'object_not_in_prerequisite_state',
      hint = 'Where Neon has made it in schema neon_auth: alter schema neon_auth rename to neon_identity, before neonauth is installed.';
  end if;
  lock table neon_identity.users_sync in access exclusive mode;
  perform neon_auth.fill_users_sync();
  loop
    select jsonb_agg(to_jsonb(p)), max(p.id collate "C") into page, last_id
    from (
      select e.id, e.raw_json, e.updated_at, e.deleted_at
      from neon_identity.users_sync e where e.id collate "C" > last_id order by e.id collate "C" limit 1000
    ) p;
    exit when page is null;
    added := added + neon_auth.put_earlier_users(page);
  end loop;

  for follower in
    select k.conrelid::regclass as on_table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k
    where k.contype = 'f' and k.confrelid = earlier and k.conparentid = 0
  loop
    execute format('alter table %s drop constraint %I, add constraint %2$I %s', follower.on_table, follower.name,
      replace(follower.definition, ' REFERENCES ' || earlier || '(', ' REFERENCES neon_auth.users_sync('));
  end loop;
  alter table neon_identity.users_sync rename to users_sync_before;
  perform neon_auth.enable_users_sync();
  return added;
end
$$;

comment on function neon_auth.adopt_users_sync() is
  'Where neon_identity.users_sync is a table of Neon''s first auth: enables users_sync, copies the rows of users who are '
  'not in it, and lets the app''s foreign keys refer to neon_auth.users_sync. The table becomes '
  'neon_identity.users_sync_before, which can be dropped, and a view takes its place. Call it as the owner of the tables, '
  'after the users were imported. Returns how many rows were copied. Raises 55000 if there is no such table.';
