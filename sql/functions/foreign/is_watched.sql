-- foreign_code lists what others have added to neonauth's tables and runs on its writes: triggers, and foreign keys,
-- which pass a delete or a new key on to the triggers of the app's tables.
create view neon_auth_internal.foreign_code as
select t.tgrelid as on_table, t.oid as trigger_id
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_proc p on p.oid = t.tgfoid
left join pg_class r on r.oid = t.tgconstrrelid
where c.relnamespace = 'neon_auth'::regnamespace
  and c.relname <> 'users_sync' -- its rows are never deleted, nor do their ids change
  and case when t.tgisinternal then r.relnamespace <> 'neon_auth'::regnamespace
    else p.pronamespace not in ('neon_auth'::regnamespace, 'neon_auth_internal'::regnamespace) end;

-- is_watched reports whether a change of a row of entity can run code of others. No one can add any until the
-- transaction ends, because that needs a lock that conflicts with the one taken here. Rows below a user, an
-- organization or a team may be deleted with it. The other tables have no rows below them that the app can reference.
create function neon_auth_internal.is_watched(entity text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  is_old boolean := current_setting('transaction_isolation') in ('repeatable read', 'serializable');
begin
  if entity in ('session', 'account', 'teamMember', 'organizationRole') then
    execute format('lock table neon_auth.%I in row exclusive mode', entity);
    return is_old or exists (
      select from neon_auth_internal.foreign_code f where f.on_table = format('neon_auth.%I', entity)::regclass);
  end if;
  lock table neon_auth."user", neon_auth.session, neon_auth.account, neon_auth.organization, neon_auth.member,
    neon_auth.invitation, neon_auth.team, neon_auth."teamMember", neon_auth."organizationRole",
    neon_auth.invitation_team in row exclusive mode;
  return is_old or exists (select from neon_auth_internal.foreign_code);
end
$$;
