-- organization_claim returns claim o: the caller's current membership of their active organization. Returns an empty
-- object when no organization is active, the caller is not a member, or it demands a second factor that the session has
-- not proved.
create function neon_auth_internal.organization_claim(active text, user_id uuid, session_id uuid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if active is null then
    return jsonb_build_object();
  end if;
  return coalesce((
    select jsonb_build_object('o', jsonb_build_object('id', g.id, 'slug', g.slug, 'role', m.role))
    from neon_auth.member m
    join neon_auth.organization g on g.id = m."organizationId"
    where m."organizationId" = auth.as_uuid(active) and m."userId" = organization_claim.user_id
      and neon_auth_internal.is_open(g.id, session_id)), '{}');
end
$$;
