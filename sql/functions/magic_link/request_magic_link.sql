create function neon_auth_api.request_magic_link(email text, name text, link_hash text, proof jsonb, challenge_hash text default '')
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config neon_auth_internal.config;
  -- Built as text, to keep the reference's order of keys.
  value  text := json_build_object('email', email);
begin
  select * into strict config from neon_auth_internal.config;
  if name is not null then
    value := json_build_object('email', email, 'name', name);
  end if;
  perform neon_auth_internal.put_verification(link_hash, value, config.magic_link_lifetime);
  if challenge_hash <> '' then
    perform neon_auth_internal.put_verification('magic-link-challenge:' || link_hash, challenge_hash, config.magic_link_lifetime);
  end if;
  perform neon_auth_internal.keep_caller(link_hash, config.magic_link_lifetime);
  perform neon_auth_internal.queue_mail(
    'magic-link', neon_auth_internal.normalize_email(email), proof ->> 'sealedLink', config.magic_link_lifetime);
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.request_magic_link(text, text, text, jsonb, text) is
  'POST /sign-in/magic-link: mails a link that signs in. If the user does not exist, the link signs up with the given '
  'name, which may be null. link_hash: sha256 of the link''s token. proof: sealedLink. challenge_hash: sha256 of the '
  'challenge cookie of the browser that requests the link, for the session verifier.';
