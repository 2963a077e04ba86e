create function neon_auth_api.list_members(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fields constant text[] := array['id', 'organizationId', 'userId', 'role', 'createdAt'];
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.chosen_organization(own, input);
  member neon_auth.member := neon_auth_internal.find_own_member(wanted, own);
  most   bigint := neon_auth_internal.whole_number(input ->> 'limit');
  first  bigint := neon_auth_internal.whole_number(input ->> 'offset');
  field  text := nullif(input ->> 'filterField', '');
  sorted text := nullif(input ->> 'sortBy', '');
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('NOT_A_MEMBER');
  elsif exists (select from unnest(array[field, sorted]) f (name) where f.name <> all (fields)) then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  perform neon_auth_internal.check_pattern('filterValue', input ->> 'filterValue');
  most := coalesce(most, (select c.membership_limit from neon_auth_internal.config c));

  return (
    with found as materialized (
      select m.*, neon_auth_internal.member_field(m, sorted) as key
      from neon_auth.member m
      where m."organizationId" = member."organizationId"
        and (field is null or neon_auth_internal.fits(
          neon_auth_internal.member_field(m, field), input ->> 'filterOperator', input ->> 'filterValue'))
    ), page as (
      select f.*, row_number() over (
        order by
          case when input ->> 'sortDirection' = 'desc' then f.key end desc,
          case when input ->> 'sortDirection' is distinct from 'desc' then f.key end,
          f."createdAt", f.id) as place
      from found f
    )
    select json_build_object(
      'members', coalesce(json_agg(neon_auth_internal.member_with_user_json(m) order by p.place), '[]'),
      'total', (select count(*) from found))
    from page p
    join neon_auth.member m on m.id = p.id
    where p.place > coalesce(first, 0) and p.place <= coalesce(first, 0) + most);
end
$$;

comment on function neon_auth_api.list_members(text, json) is
  'GET /organization/list-members: {organizationId, organizationSlug, limit, offset, sortBy, sortDirection, '
  'filterField, filterOperator, filterValue}, by default the active organization. Fails with UNAUTHORIZED, '
  'ORGANIZATION_NOT_FOUND, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, INVALID_VALUE for a field that members do not have.';
