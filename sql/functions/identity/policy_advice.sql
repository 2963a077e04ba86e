create or replace view neon_auth.policy_advice as
with call as (
  -- pg_depend shows which policies depend on a function, whatever the search_path. The rest needs the policy's text.
  select distinct p.oid, p.polrelid, p.polname, f.proname,
    -- quote_all_identifiers and keywords quote names that need no quotes
    regexp_replace(concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)),
      '"([a-z_][a-z0-9_]*)"', E'\\1', 'g') as text,
    regexp_replace(pg_get_expr(p.polqual, p.polrelid), '"([a-z_][a-z0-9_]*)"', E'\\1', 'g') as rows_seen
  from pg_policy p
  join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refclassid = 'pg_proc'::regclass
  join pg_proc f on f.oid = d.refobjid
  where f.pronamespace = 'auth'::regnamespace
), named as (
  select a.attrelid, a.attnum, n.name, regexp_replace(n.name, E'(\\W)', E'\\\\\\1', 'g') as pattern
  from pg_attribute a
  cross join lateral (
    select case when a.attname ~ '^[a-z_][a-z0-9_]*$' then a.attname::text else quote_ident(a.attname) end as name) n
  where a.attrelid in (select c.polrelid from call c) and a.attnum > 0 and not a.attisdropped
), bare as (
  -- (select auth.uid()) is computed once. Any other call runs for every row.
  select c.*, neon_auth_internal.outside_selects(c.text, t.relname) as outside
  from call c
  join pg_class t on t.oid = c.polrelid
), compared as (
  select b.*, a.name as attname, exists (
    select from pg_index i where i.indrelid = b.polrelid and i.indkey[0] = a.attnum and i.indpred is null
  ) as is_indexed
  from bare b
  left join named a on a.attrelid = b.polrelid
    and b.outside ~ (E'(^|[^\\w."])' || a.pattern
      || E'\\)?(::\\w+)? = (auth\\.)?' || b.proname || E'\\(\\)'
      || E'|(^|[^\\w.])(auth\\.)?' || b.proname || E'\\(\\) = \\(?'
      || a.pattern || E'($|[^\\w"])')
  where b.outside ~ (E'(^|[^\\w.])(auth\\.)?' || b.proname || E'\\(\\)')
), advised as (
  select c.polrelid, c.polname, format('write (select auth.%s()): bare, it runs in every row%s', c.proname,
    ', and no index begins with ' || c.attname) as advice
  from compared c
  where not c.is_indexed
  union all
  select c.polrelid, c.polname, 'write (select auth.require_fresh(…)): bare, it runs in every row'
  from bare c
  where c.proname = 'require_fresh' and strpos(c.outside, 'require_fresh(') > 0
  union all
  select c.polrelid, c.polname, format('index %s: without, auth.%s asks the membership in every row', a.name, c.proname)
  from call c
  join named a on a.attrelid = c.polrelid
  where c.proname in ('is_member', 'has_org_role', 'has_permission')
    and c.rows_seen ~ (E'(^|[^\\w.])(auth\\.)?' || c.proname || E'\\((\\w+\\.)?'
      || a.pattern || '[,)]')
    and not exists (
      select from pg_index i where i.indrelid = c.polrelid and i.indkey[0] = a.attnum and i.indpred is null)
)
select n.nspname as schema, t.relname as "table", v.polname as policy, v.advice collate "default" as advice
from advised v
join pg_class t on t.oid = v.polrelid
join pg_namespace n on n.oid = t.relnamespace;

comment on view neon_auth.policy_advice is
  'Policies that call auth.uid(), auth.is_member(org) or similar for every row, where no index avoids it. It analyzes '
  'the text of the policies. It does not detect calls inside functions or views, nor whether an index on an '
  'expression, or a second comparison, helps.';
