-- assurance_claims returns the claims about how and when the user of a session proved who they are: amr (a list),
-- auth_time (seconds since 1970; missing if they never did, as in an impersonation) and aal: aal2 with a second factor,
-- else aal1.
create function neon_auth_internal.assurance_claims(o neon_auth.session_origin)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object('amr', o.amr, 'aal', case when o."secondFactorAt" is null then 'aal1' else 'aal2' end)
    || case when o."authenticatedAt" is null then '{}'
      else jsonb_build_object('auth_time', floor(extract(epoch from o."authenticatedAt"))::bigint) end;
end
$$;
