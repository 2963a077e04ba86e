create function neon_auth_api.seal_secret(plain_hash text, sealed text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update neon_auth.project_config c
  set
    email_provider = case
      when neon_auth_internal.is_hash_of(plain_hash, c.email_provider ->> 'password')
      then c.email_provider || jsonb_build_object('password', sealed)
      else c.email_provider
    end,
    social_providers = (
      select coalesce(jsonb_agg(case
        when neon_auth_internal.is_hash_of(plain_hash, p ->> 'clientSecret')
        then p || jsonb_build_object('clientSecret', sealed)
        when neon_auth_internal.is_hash_of(plain_hash, p ->> 'privateKey')
        then p || jsonb_build_object('privateKey', sealed)
        else p
      end order by place), '[]')
      from jsonb_array_elements(c.social_providers) with ordinality as s (p, place))
  where neon_auth_internal.is_hash_of(plain_hash, c.email_provider ->> 'password') or exists (
    select from jsonb_array_elements(c.social_providers) p
    where neon_auth_internal.is_hash_of(plain_hash, p ->> 'clientSecret')
      or neon_auth_internal.is_hash_of(plain_hash, p ->> 'privateKey'));
  return found;
end
$$;

comment on function neon_auth_api.seal_secret(text, text) is
  'Puts the sealed form in the place of a secret in project_config that was written in clear, wherever the one whose '
  'hex sha256 is plain_hash still stands. False when it stands nowhere.';
