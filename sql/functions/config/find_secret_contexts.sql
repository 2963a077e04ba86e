create function neon_auth_api.find_secret_contexts(sealed text)
returns setof text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select distinct place.context
  from neon_auth_internal.config_secrets() s, lateral (values (s.context), (case when s.is_unbound then '' end)) as place (context)
  where s.secret = sealed and place.context is not null
$$;

comment on function neon_auth_api.find_secret_contexts(text) is
  'Returns the contexts in project_config that contain the sealed secret, and for which it may have been sealed. The '
  'context is empty for a secret that the previous release sealed without one.';
