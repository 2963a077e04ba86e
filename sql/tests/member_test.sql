begin;
select plan(4);
\ir ../../testdata/people.sql

create function pg_temp.organizations_of(who text)
returns text
language plpgsql
as $$
begin
  perform set_config('request.jwt.claims', who, true);
  return (select string_agg(left(id::text, 4) || right(id::text, 1), ' ') from neon_auth_internal.own_organization_ids() id);
end
$$;

select is(pg_temp.organizations_of('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000001"}'), '06641', 'Ada''s');
select is(pg_temp.organizations_of('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000003"}'), '06642', 'Eve''s');
select is(pg_temp.organizations_of('{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000009"}'), null, 'somebody unknown''s');
select is(pg_temp.organizations_of(''), null, 'nobody''s');

select * from finish();
rollback;
