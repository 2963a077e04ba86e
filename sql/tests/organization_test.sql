begin;
select plan(26);
\ir ../../testdata/people.sql

create function pg_temp.made(token text, slug text) returns json
language sql as $$ select neon_auth_api.create_organization(token, json_build_object('name', slug, 'slug', slug, 'metadata', '{"a":1}'::json)) $$;
create function pg_temp.active(token text) returns text
language sql as $$ select "activeOrganizationId" from neon_auth.session s where s.token = active.token $$;
create function pg_temp.limits(limits jsonb) returns void
language sql as $$ update neon_auth.project_config set plugin_configs = jsonb_build_object('organization', jsonb_build_object('config', limits)) $$;

-- create_organization, claim_slug
select is(pg_temp.made('ada', 'new') #>> '{members,0,role}', 'owner', 'the creator becomes the owner');
select is(pg_temp.active('ada'), (select id::text from neon_auth.organization where slug = 'new'), 'the organization becomes active');
select is((select metadata from neon_auth.organization where slug = 'new'), '{"a":1}', 'metadata is stored as it was written');
select is(pg_temp.made('ada', 'newer') -> 'metadata' ->> 'a', '1', 'metadata is returned as an object');
select throws_ok($$ select pg_temp.made('ada', 'engine') $$, 'NA400', 'Organization already exists', 'rejects a taken slug');
select throws_ok($$ select pg_temp.made('nobody', 'x') $$, 'NA401', '', 'needs a session');
select pg_temp.limits('{"organizationLimit": 2, "creatorRole": "admin"}');
select is(pg_temp.made('bob', 'second') #>> '{members,0,role}', 'admin', 'the settings define the creator''s role');
select throws_ok($$ select pg_temp.made('bob', 'third') $$, 'NA403', 'You have reached the maximum number of organizations', 'counts joined organizations too');
select pg_temp.limits('{"allowUserToCreateOrganization": false}');
select throws_ok($$ select pg_temp.made('eve', 'x') $$, 'NA403', 'You are not allowed to create a new organization', 'an older setting applies');
alter table neon_auth.project_config disable trigger check_project_config;
select pg_temp.limits('{"membershipLimit": 0, "organizationLimit": "many", "creatorRole": ""}');
alter table neon_auth.project_config enable trigger check_project_config;
select results_eq('select membership_limit, organization_limit, creator_role from neon_auth_internal.config',
  $$ values (100, 10, 'owner') $$, 'invalid values use the defaults');
select is(neon_auth_internal.claim_slug('engine', '06640000-0000-4000-8000-000000000001'), true, 'an organization''s own slug is free for it');
select is(neon_auth_internal.claim_slug('engine', null), false, 'a slug of another organization is taken');

-- check_slug, list_organizations
select throws_ok($$ select neon_auth_api.check_slug('ada', '{"slug":"engine"}') $$, 'NA400', 'slug is taken', 'reports a taken slug');
select is(neon_auth_api.check_slug('ada', '{"slug":"free"}')::text, '{"status" : true}', 'reports a free slug');
select is((select string_agg(o ->> 'slug', ' ' order by o ->> 'slug') from json_array_elements(neon_auth_api.list_organizations('ada', '{}')) o),
  'engine new newer', 'lists all the caller''s organizations');

-- set_active_organization, get_full_organization
select is((f.failure, f.activated)::text, '(ORGANIZATION_CLOSED,f)', 'another organization cannot be active')
from neon_auth_api.set_active_organization('ada', '{"organizationSlug":"ears"}') f;
select is(pg_temp.active('ada'), null, 'unsets the active organization then');
select is((f.failure, f.activated, f.body ->> 'slug')::text, '("",t,engine)', 'the caller''s organization can be active')
from neon_auth_api.set_active_organization('ada', '{"organizationSlug":"engine"}') f;
select is(json_array_length(f.body -> 'invitations'), 1, 'the owner sees the invitations') from neon_auth_api.get_full_organization('ada', '{}') f;
select is((json_array_length(f.body -> 'invitations'), json_array_length(f.body -> 'members'))::text, '(0,2)', 'a member only sees the members')
from neon_auth_api.get_full_organization('bob', '{"organizationSlug":"engine"}') f;
select is(f.body::text, 'null', 'returns null without an organization') from neon_auth_api.get_full_organization('eve', '{}') f;

-- update_organization, delete_organization
select is(neon_auth_api.update_organization('ada', '{"data":{"name":"E"}}') ->> 'name', 'E', 'changes the active organization');
select throws_ok($$ select neon_auth_api.update_organization('ada', '{"data":{"slug":"ears"}}') $$,
  'NA400', 'Organization slug already taken', 'rejects another organization''s slug');
select throws_ok($$ select neon_auth_api.delete_organization('bob', '{"organizationId":"06640000-0000-4000-8000-000000000001"}') $$,
  'NA403', 'You are not allowed to delete this organization', 'a member cannot delete it');
select is(neon_auth_api.delete_organization('ada', '{"organizationId":"06640000-0000-4000-8000-000000000001"}') ->> 'name', 'E', 'the owner can delete it');
select is((select count(*) from neon_auth.member where "organizationId" = '06640000-0000-4000-8000-000000000001')::int, 0, 'deletes its members');

select * from finish();
rollback;
