create function neon_auth_api.list_clear_secrets()
returns setof text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select distinct written.secret
  from neon_auth.project_config c, lateral (
    select c.email_provider ->> 'password'
    union all
    select p ->> k.name
    from jsonb_array_elements(c.social_providers) p, unnest('{clientSecret,privateKey}'::text[]) as k (name)
  ) as written (secret)
  where written.secret <> '' and written.secret not like 'v1.%'
$$;

comment on function neon_auth_api.list_clear_secrets() is
  'Secrets that somebody wrote into project_config in clear: the mail server''s password, providers'' client secrets and keys. '
  'The sidecar seals them as soon as it looks for mail, once a minute or when there is some.';
