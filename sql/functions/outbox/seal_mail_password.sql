create function neon_auth_api.seal_mail_password(plain_hash text, sealed text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update neon_auth.project_config c
  set email_provider = jsonb_set(c.email_provider, '{password}', to_jsonb(sealed))
  where encode(sha256(convert_to(c.email_provider ->> 'password', 'UTF8')), 'hex') = plain_hash;
  return found;
end
$$;

comment on function neon_auth_api.seal_mail_password(text, text) is
  'Puts the sealed form in the place of a mail server''s password that was written in clear, if it is still the one '
  'whose hex sha256 is plain_hash.';
