create or replace view neon_auth.help as
select
  case when length(call.text) > 60 then left(call.text, 57) || '…)' else call.text end as function,
  coalesce((regexp_match(obj_description(p.oid, 'pg_proc'), E'^(.{1,96}?[.])(\\s|$)'))[1],
    regexp_replace(left(obj_description(p.oid, 'pg_proc'), 96), E'\\s+\\S*$', '') || ' …') as purpose
from pg_proc p
cross join lateral (values (
  format('%s(%s)', p.proname, (
    select string_agg(case when a.nr > p.pronargs - p.pronargdefaults then format('[%s]', a.name) else a.name end, ', '
      order by a.nr)
    from unnest(p.proargnames[1 : p.pronargs]) with ordinality as a (name, nr))))) as call (text)
where p.pronamespace = 'neon_auth'::regnamespace
  and has_function_privilege(p.oid, 'execute')
  and p.prorettype <> 'trigger'::regtype
order by p.proname, p.oid;

comment on view neon_auth.help is
  E'What the functions of neon_auth do, in one line each; [optional] arguments in brackets. In full: \\df+ neon_auth.name.';
