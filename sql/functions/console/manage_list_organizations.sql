create function neon_auth_api.manage_list_organizations(key_hash bytea, query jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  size     constant integer := 50;
  search   constant text := nullif(trim(query ->> 'search'), '');
  pattern  constant text := neon_auth_internal.like_text(lower(left(search, 100))) || '%';
  backward constant boolean := query ? 'before';
  cursor   constant jsonb := coalesce(query -> 'before', query -> 'after');
  listed   jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  -- Built as text, so that the plan fits the search and the direction.
  execute format(
    'select coalesce(jsonb_agg(jsonb_build_object(''id'', o.id, ''name'', o.name, ''slug'', o.slug, ''createdAt'', o."createdAt", '
    '  ''members'', (select count(*) from neon_auth.member m where m."organizationId" = o.id), '
    '  ''invitations'', (select count(*) from neon_auth.invitation i '
    '    where i."organizationId" = o.id and i.status = ''pending'' and i."expiresAt" > now())) '
    '  order by o."createdAt" %1$s, o.id %1$s), ''[]'') '
    'from (select o.* from neon_auth.organization o where %2$s and %3$s order by o."createdAt" %1$s, o.id %1$s limit %4$s) o',
    case when backward then 'asc' else 'desc' end,
    case
      when search is null then 'true'
      when auth.as_uuid(search) is not null then 'o.id = $1::uuid'
      else '(lower(left(o.name, 100)) like $4 or left(o.slug, 100) like $4)'
    end,
    case when cursor is null then 'true' else format(
      '(o."createdAt", o.id) %s ($2::timestamptz, $3::uuid)', case when backward then '>' else '<' end) end,
    size + 1)
  into listed
  using search, cursor ->> 0, auth.as_uuid(cursor ->> 1), pattern;
  return neon_auth_internal.keyset_page(listed, size, backward, cursor is not null);
end
$$;

comment on function neon_auth_api.manage_list_organizations(bytea, jsonb) is
  'GET /console/db/NAME/organizations/: 50 organizations, newest first. query: search (the beginning of a name or slug, '
  'or an id), after or before ([createdAt, id] of the last or first row of another page). Fails if the key with that '
  'hash may not read.';
