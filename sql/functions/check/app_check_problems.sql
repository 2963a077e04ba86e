-- app_check_problems lists problems in the app's own tables: triggers that block neonauth, and missing or slow policies.
create function neon_auth_internal.app_check_problems()
returns setof neon_auth_internal.check_problem
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select 'app-triggers', 'failure', 'Changes are refused: ' || r.refused, format('select * from pg_trigger where tgrelid = %L::regclass and not tgisinternal', r.relation)
  from (
    select c.oid::regclass as relation, neon_auth_internal.refused_trigger(c.oid) as refused
    from pg_class c
    where c.relnamespace = 'neon_auth'::regnamespace and c.relkind = 'r' and has_table_privilege('pg_database_owner', c.oid, 'trigger')
  ) r
  where r.refused is not null
  union all
  select 'row-security', case when t.is_open then 'failure' else 'warning' end,
    format('Table %s refers to users and has no row security%s.', t.oid::regclass, case when t.is_open then ', and role authenticated or anonymous has access to all its rows' else '' end),
    t.oid::regclass::text
  from (
    select c.oid, exists (
      select from pg_roles r
      where r.rolname in ('authenticated', 'anonymous') and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete')) as is_open
    from pg_class c
    where c.relkind in ('r', 'p') and not c.relrowsecurity and c.relnamespace <> 'neon_auth'::regnamespace
      and exists (
        select from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.contype = 'f' and k.conrelid = c.oid and f.relnamespace = 'neon_auth'::regnamespace)
  ) t
  union all
  select 'policies', 'warning', format('Policy %I on %I.%I: %s.', p.policy, p.schema, p."table", p.advice), format('alter policy %I on %I.%I using (…)', p.policy, p.schema, p."table")
  from neon_auth.policy_advice p
  union all
  select 'anonymous-rows', 'warning', format('What anonymous users have in tables of %s stays with them when they sign up: %s.',
    pg_get_userbyid(o.owner), string_agg(((o.target ->> 'table')::oid::regclass)::text, ', ' order by o.target ->> 'table')),
    quote_literal(pg_get_userbyid(o.owner))
  from neon_auth_internal.moved_columns('{"user.id": {}, "user.email": {}}') o
  where (select a.enabled from neon_auth_internal.anonymous_option a) and not neon_auth_internal.may_move(o.owner)
  group by o.owner
$$;
