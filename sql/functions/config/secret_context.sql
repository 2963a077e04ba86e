-- secret_context identifies the destination that a secret in project_config is meant for: the server and the login it
-- is sent to, in this database or a copy of it. A secret that is sealed for one context cannot be opened in another. So
-- no one can have it decrypted and sent to a server of their own.
create function neon_auth_internal.secret_context(kind text, setting jsonb)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select encode(sha256(s.lineage || convert_to(kind || ' ' || case kind
    when 'mail' then jsonb_build_array(
      setting -> 'host', coalesce(setting -> 'port', '587'), coalesce(setting ->> 'username', ''))
    else (
      select coalesce(jsonb_object_agg(e.key, e.value), '{}')
      from jsonb_each(case jsonb_typeof(setting) when 'object' then setting else '{}' end) e
      where e.key not in ('clientSecret', 'privateKey')
        and (e.key in ('id', 'providerId', 'clientId', 'teamId', 'keyId') or e.value::text like '%://%'))
  end::text, 'UTF8')), 'hex')
  from neon_auth.branch_seed s
$$;
