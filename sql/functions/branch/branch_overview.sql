create or replace function neon_auth.describe_branch()
returns table (
  branch text, is_copy boolean, parent text, outbound text, waiting bigint, held bigint, "heldOfParent" bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with own as (
    select neon_auth.branch_identity() as branch, neon_auth_internal.is_copy() as is_copy, neon_auth_internal.outbound() as outbound
  )
  select
    own.branch,
    own.is_copy,
    case when own.is_copy then (
      select c.branch from neon_auth.branch_confirmation c order by c."createdAt" desc, c.branch limit 1) end,
    own.outbound,
    count(o.id) filter (where o.branch = own.branch and neon_auth_internal.is_sent(o.kind, own.outbound)),
    count(o.id) filter (where o.branch = own.branch and not neon_auth_internal.is_sent(o.kind, own.outbound)),
    count(o.id) filter (where o.branch <> own.branch)
  from own
  left join neon_auth.outbox o on o.state = 'waiting'
  group by own.branch, own.is_copy, own.outbound
$$;

comment on function neon_auth.describe_branch() is
  'Returns what this database is: its identity, whether it is an unconfirmed copy and of which confirmed branch, whether '
  'mail and events are sent, held or redirected, and how many wait, are held, or were queued by the parent and are never '
  'sent. Usually read as neon_auth.branch_overview.';

create or replace view neon_auth.branch_overview as
select d.* from neon_auth.describe_branch() d;

comment on view neon_auth.branch_overview is
  'One row: which branch this is, whether it is a copy, and what happens to its mail and events. See confirm_branch().';
