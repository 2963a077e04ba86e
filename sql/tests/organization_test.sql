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
select is(pg_temp.made('ada', 'new') #>> '{members,0,role}', 'owner', 'who makes one owns it');
select is(pg_temp.active('ada'), (select id::text from neon_auth.organization where slug = 'new'), 'and it is active');
select is((select metadata from neon_auth.organization where slug = 'new'), '{"a":1}', 'metadata is kept as it was written');
select is(pg_temp.made('ada', 'newer') -> 'metadata' ->> 'a', '1', 'and answered as an object');
select throws_ok($$ select pg_temp.made('ada', 'engine') $$, 'NA400', 'Organization already exists', 'a slug is somebody''s');
select throws_ok($$ select pg_temp.made('nobody', 'x') $$, 'NA401', '', 'a stranger makes none');
select pg_temp.limits('{"organizationLimit": 2, "creatorRole": "admin"}');
select is(pg_temp.made('bob', 'second') #>> '{members,0,role}', 'admin', 'the settings name the creator''s role');
select throws_ok($$ select pg_temp.made('bob', 'third') $$, 'NA403', 'You have reached the maximum number of organizations', 'those joined count too');
select pg_temp.limits('{"allowUserToCreateOrganization": false}');
select throws_ok($$ select pg_temp.made('eve', 'x') $$, 'NA403', 'You are not allowed to create a new organization', 'an old setting holds');
alter table neon_auth.project_config disable trigger check_project_config;
select pg_temp.limits('{"membershipLimit": 0, "organizationLimit": "many", "creatorRole": ""}');
alter table neon_auth.project_config enable trigger check_project_config;
select results_eq('select membership_limit, organization_limit, creator_role from neon_auth_internal.config',
  $$ values (100, 10, 'owner') $$, 'what makes no sense is the default');
select is(neon_auth_internal.claim_slug('engine', '06640000-0000-4000-8000-000000000001'), true, 'one''s own slug is free');
select is(neon_auth_internal.claim_slug('engine', null), false, 'another''s is not');

-- check_slug, list_organizations
select throws_ok($$ select neon_auth_api.check_slug('ada', '{"slug":"engine"}') $$, 'NA400', 'slug is taken', 'taken');
select is(neon_auth_api.check_slug('ada', '{"slug":"free"}')::text, '{"status" : true}', 'free');
select is((select string_agg(o ->> 'slug', ' ' order by o ->> 'slug') from json_array_elements(neon_auth_api.list_organizations('ada', '{}')) o),
  'engine new newer', 'all of one''s own');

-- set_active_organization, get_full_organization
select is((f.failure, f.activated)::text, '(ORGANIZATION_CLOSED,f)', 'another''s cannot be active')
from neon_auth_api.set_active_organization('ada', '{"organizationSlug":"ears"}') f;
select is(pg_temp.active('ada'), null, 'and then none is');
select is((f.failure, f.activated, f.body ->> 'slug')::text, '("",t,engine)', 'one''s own can')
from neon_auth_api.set_active_organization('ada', '{"organizationSlug":"engine"}') f;
select is(json_array_length(f.body -> 'invitations'), 1, 'the owner sees who is invited') from neon_auth_api.get_full_organization('ada', '{}') f;
select is((json_array_length(f.body -> 'invitations'), json_array_length(f.body -> 'members'))::text, '(0,2)', 'a member only who is there')
from neon_auth_api.get_full_organization('bob', '{"organizationSlug":"engine"}') f;
select is(f.body::text, 'null', 'null without one') from neon_auth_api.get_full_organization('eve', '{}') f;

-- update_organization, delete_organization
select is(neon_auth_api.update_organization('ada', '{"data":{"name":"E"}}') ->> 'name', 'E', 'the active one is changed');
select throws_ok($$ select neon_auth_api.update_organization('ada', '{"data":{"slug":"ears"}}') $$,
  'NA400', 'Organization slug already taken', 'but not to another''s slug');
select throws_ok($$ select neon_auth_api.delete_organization('bob', '{"organizationId":"06640000-0000-4000-8000-000000000001"}') $$,
  'NA403', 'You are not allowed to delete this organization', 'a member deletes nothing');
select is(neon_auth_api.delete_organization('ada', '{"organizationId":"06640000-0000-4000-8000-000000000001"}') ->> 'name', 'E', 'the owner does');
select is((select count(*) from neon_auth.member where "organizationId" = '06640000-0000-4000-8000-000000000001')::int, 0, 'with all its members');

select * from finish();
rollback;
