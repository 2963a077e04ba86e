begin;
select plan(25);
\ir ../../testdata/people.sql

create function pg_temp.set_roles(wanted text) returns void
language sql as $$
  update neon_auth.project_config set plugin_configs = jsonb_build_object(
    'organization', jsonb_build_object('config', jsonb_build_object('dynamicAccessControl', wanted::jsonb)))
$$;
create function pg_temp.ask(call text, token text, input json) returns json
language plpgsql as $$
declare answer json;
begin
  execute format('select neon_auth_api.%I($1, $2)', call) into answer
  using token, (jsonb '{"organizationId":"06640000-0000-4000-8000-000000000001"}' || input::jsonb)::json;
  return answer;
end $$;
create function pg_temp.create_role(token text, name text, permission json default '{}') returns json
language sql as $$ select pg_temp.ask('create_role', token, json_build_object('role', name, 'permission', permission)) $$;
create function pg_temp.bob() returns neon_auth.member
language sql as $$ select m from neon_auth.member m where m.id = '3e3b0000-0000-4000-8000-000000000002' $$;

select pg_temp.set_roles('{"enabled": true, "maximumRolesPerOrganization": 4}');

-- create_role, role_name, check_role_permission
select is(pg_temp.create_role('ada', 'Writer', '{"team":["create"],"ac":[]}') #>> '{roleData,role}', 'writer', 'an owner creates a role');
select throws_ok($$ select pg_temp.create_role('ada', 'WRITER') $$, 'NA400', 'That role name is already taken', 'rejects a taken name');
select throws_ok($$ select pg_temp.create_role('ada', 'Owner') $$, 'NA400', 'That role name is already taken', 'rejects Better Auth''s own names');
select throws_ok(format('select pg_temp.create_role(''ada'', %L)', name), 'NA400', 'Invalid value', 'nor with the name ' || quote_literal(name))
from unnest(array['', ' ', 'a,owner', ' owner', E'owner\t']) name;
select throws_ok($$ select pg_temp.create_role('ada', 'x', '{"planet":[]}') $$, 'NA400', 'The provided permission includes an invalid resource', 'rejects an unknown resource');
select throws_ok($$ select pg_temp.create_role('ada', 'x', '{"team":["fly"]}') $$, 'NA403', 'You are not allowed to create a role', 'rejects a permission that no one has');
select throws_ok($$ select pg_temp.create_role('bob', 'x') $$, 'NA403', 'You are not allowed to create a role', 'a member cannot create roles');
select throws_ok($$ select pg_temp.create_role('eve', 'x') $$, 'NA403', 'You are not a member of this organization', 'nor can a user of another organization');

-- has_permission, may_give_roles, auth.organization_ids
update neon_auth.member set role = 'member,writer' where id = '3e3b0000-0000-4000-8000-000000000002';
select is(neon_auth_internal.has_permission(pg_temp.bob(), 'team', 'create'), true, 'allows its permissions');
select is(neon_auth_internal.has_permission(pg_temp.bob(), 'team', 'delete'), false, 'and no others');
select is(neon_auth_internal.has_permissions(pg_temp.bob(), '{"team":["create"],"ac":["read"]}'), false, 'a single role must allow all');
select is(neon_auth_internal.may_give_roles(pg_temp.bob(), ' writer'), true, 'members with the role can grant it');
select is(neon_auth_internal.missing_permissions(pg_temp.bob(), '{"team":["delete","create"],"member":["create"]}'),
  '{member:create,team:delete}', 'lists the missing permissions');
update neon_auth.member set role = 'member' where id = '3e3b0000-0000-4000-8000-000000000002';
select is(neon_auth_internal.may_give_roles(pg_temp.bob(), 'member, writer'), false, 'others cannot grant it, with or without blanks');
update neon_auth.member set role = 'writer', "organizationId" = '06640000-0000-4000-8000-000000000002' where id = '3e3b0000-0000-4000-8000-000000000002';
select is(neon_auth_internal.has_permission(pg_temp.bob(), 'team', 'create'), false, 'a role is valid in its organization only');
update neon_auth.member set "organizationId" = '06640000-0000-4000-8000-000000000001' where id = '3e3b0000-0000-4000-8000-000000000002';

-- check_role and the constraints, also for raw SQL
create function pg_temp.insert_role(name text, permission text) returns void
language sql as $$ insert into neon_auth."organizationRole" ("organizationId", role, permission)
  values ('06640000-0000-4000-8000-000000000001', name, permission) $$;
select throws_ok(format('select pg_temp.insert_role(%L, %L)', name, permission), '23514', null, name || permission)
from (values ('OWNER', '{}'), ('x', '[]'), ('x', '{"a": "b"}'), ('x', '{"a": [1]}')) t (name, permission);
select pg_temp.insert_role('x' || i, '{"project": ["update"]}') from generate_series(2, 4) i;
select throws_ok($$ select pg_temp.insert_role('y', '{}') $$, 'NA400', 'This organization has too many roles', 'enforces the limit in SQL');

-- the scenarios test update_role and delete_role
select pg_temp.set_roles('{"enabled": false}');
select is(neon_auth_internal.has_permission(pg_temp.bob(), 'team', 'create'), false, 'disabled roles allow nothing');

select * from finish();
rollback;
