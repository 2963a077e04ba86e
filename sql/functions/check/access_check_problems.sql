-- access_check_problems lists rights that roles should not have. is_served: the session is a sidecar's, whose login is
-- checked. Otherwise these are the logins that belong to neon_auth_sidecar.
create function neon_auth_internal.access_check_problems(is_served boolean)
returns setof neon_auth_internal.check_problem
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with login as (
    select r.rolname, p.problem
    from pg_roles r
    cross join lateral (
      values
        (r.rolsuper, 'is a superuser'),
        (r.rolbypassrls and not r.rolsuper, 'bypasses row security'),
        (r.rolcreaterole and not r.rolsuper, 'may create roles'),
        (not r.rolsuper and pg_has_role(r.oid, 'neon_auth', 'member'), 'belongs to neon_auth, which owns all tables'),
        (not r.rolsuper and r.oid = (select d.datdba from pg_database d where d.datname = current_database()), 'owns the database'),
        (not r.rolsuper and pg_has_role(r.oid, 'pg_read_all_data', 'member'), 'may read all tables')
    ) as p (applies, problem)
    where p.applies and r.rolcanlogin
      and case when is_served then r.rolname = session_user
        else not r.rolsuper and pg_has_role(r.oid, 'neon_auth_sidecar', 'member') and not pg_has_role(r.oid, 'neon_auth', 'member') end
  ), owner as (
    select r.rolname
    from pg_roles r
    where r.rolcanlogin and not r.rolsuper and pg_has_role(r.oid, 'neon_auth', 'member')
  ), secret (schema, relation, columns) as (
    values ('neon_auth', 'account', '{password,accessToken,refreshToken,idToken}'::text[]), ('neon_auth', 'session', '{token}'), ('neon_auth', 'verification', '{identifier,value}'),
      ('neon_auth', 'twoFactor', '{secret,backupCodes}'), ('neon_auth', 'two_factor_state', '{secret,backupCodes}'),
      ('neon_auth', 'jwks', '{privateKey}'), ('neon_auth', 'outbox', '{sealed}'), ('neon_auth', 'webhook_event', '{sealed}'), ('neon_auth', 'context_secret', '{secret}'), ('neon_auth', 'branch_seed', '{seed}'),
      ('neon_auth', 'project_config', '{email_provider,social_providers,plugin_configs,options}'),
      ('neon_auth_management', 'key', '{hash}'), ('neon_auth_management', 'console_code', '{hash}'), ('neon_auth_management', 'console_session', '{hash}')
  ), reader as (
    select distinct c.oid as relation, coalesce(g.rolname, 'public') as role
    from secret s
    join pg_namespace n on n.nspname = s.schema
    join pg_class c on c.relnamespace = n.oid and c.relname = s.relation
    cross join lateral (
      select x.grantee from aclexplode(c.relacl) x where x.privilege_type = 'SELECT'
      union all
      select x.grantee
      from pg_attribute a, aclexplode(a.attacl) x
      where a.attrelid = c.oid and a.attname = any (s.columns) and x.privilege_type = 'SELECT'
    ) as granted
    left join pg_roles g on g.oid = granted.grantee
    where granted.grantee <> c.relowner and coalesce(g.rolname, 'public') <> 'pg_database_owner'
  )
  select 'sidecar-login', 'failure', format('The sidecar''s login %I %s. It should only be able to call the API.', l.rolname, l.problem), null
  from login l
  union all
  select 'owner-logins', 'warning', format('%s logins belong to neon_auth, which owns all tables in every database of this server: %s.', count(*), string_agg(quote_ident(o.rolname), ', ' order by o.rolname)),
    format('revoke neon_auth from %s', string_agg(quote_ident(o.rolname), ', ' order by o.rolname))
  from owner o having count(*) > 1
  union all
  select 'secret-readers', 'failure', format('Role %s may read secrets in %s.', quote_ident(r.role), r.relation::regclass),
    format('revoke select on %s from %s', r.relation::regclass, case r.role when 'public' then 'public' else quote_ident(r.role) end)
  from reader r
  union all
  select 'secret-readers', 'warning', format('Login %I belongs to pg_read_all_data, and may read all passwords, tokens and keys.', r.rolname),
    format('revoke pg_read_all_data from %I', r.rolname)
  from pg_roles r
  where r.rolcanlogin and not r.rolsuper and pg_has_role(r.oid, 'pg_read_all_data', 'member')
  union all
  select 'management-keys', 'warning', format('Management key %s (%s…) is %s days old, and was last used %s.', k.name, k.start, extract(day from now() - k.created_at),
      coalesce(to_char(k.last_used_at, 'on YYYY-MM-DD'), 'never')), k.id::text
  from neon_auth_management.key k
  where k.revoked_at is null and coalesce(k.expires_at > now(), true) and k.created_at < now() - interval '365 days'
  union all
  select 'claims', 'failure', 'Every login may set request.jwt.claims, and so act as any user in policies.', null
  where has_table_privilege('public', 'auth.claims_source', 'references')
$$;
