-- raise_assurance records that the user of a session has just proved who they are by these methods (RFC 8176). mfa among
-- them: with a second factor.
create function neon_auth_internal.raise_assurance(session_id uuid, methods text[])
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth.session_origin o
  set
    amr = array(select distinct m from unnest(o.amr || methods) m order by m),
    "authenticatedAt" = now(),
    "secondFactorAt" = case when 'mfa' = any (methods) then now() else o."secondFactorAt" end
  where o."sessionId" = raise_assurance.session_id
$$;
