create or replace function neon_auth.list_checks()
returns table ("check" text, state text, message text, mend text, topic text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select * from neon_auth_internal.check_list(null, null, null, false)
$$;

comment on function neon_auth.list_checks() is
  'Returns the production checklist: check, state (ok, warning or failure), message, mend (the statement that mends it) and '
  'topic (of neonauth help). Usually read as neon_auth.production_check. neonauth check also looks from outside.';

create or replace view neon_auth.production_check as
select c."check", c.state, c.message, c.mend, c.topic from neon_auth.list_checks() c;

comment on view neon_auth.production_check is
  'What is not fit for production: select * from neon_auth.production_check where state <> ''ok''. mend is the statement '
  'that mends it. For details: neonauth help <topic>. neonauth check also looks from outside.';
