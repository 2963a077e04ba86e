-- member_field returns a field of a membership as text, by its name in the API. Returns null for any other name.
create function neon_auth_internal.member_field(m neon_auth.member, name text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case name
    when 'id' then m.id::text
    when 'organizationId' then m."organizationId"::text
    when 'userId' then m."userId"::text
    when 'role' then m.role
    when 'createdAt' then neon_auth_internal.timestamp_text(m."createdAt")
  end
$$;
