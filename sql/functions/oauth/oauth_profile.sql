create type neon_auth_internal.oauth_profile as (subject text, email text, is_vouched boolean, name text, image text);

-- oauth_profile reads a provider's response: the account's subject, and what the provider reports about the user.
-- subject is null if the response contains none, email if it has no address.
create function neon_auth_internal.oauth_profile(provider jsonb, answer jsonb)
returns neon_auth_internal.oauth_profile
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  mapping constant jsonb := provider -> 'mapping';
  profile neon_auth_internal.oauth_profile;
  listed  jsonb;
begin
  if not coalesce(answer @> (provider -> 'must'), true) then
    return null;
  end if;
  profile.subject := neon_auth_internal.claim(answer, mapping ->> 'id');
  if profile.subject in ('0', 'null', 'undefined', 'NaN', '[object Object]') or length(profile.subject) > 255 then
    profile.subject := null; -- programs write this when they know no id
  end if;
  profile.email := trim(neon_auth_internal.claim(answer, mapping ->> 'email'));
  profile.is_vouched := neon_auth_internal.is_vouched(answer, mapping ->> 'emailVerified', profile.email);

  -- In a list of addresses each has its own verified flag. Without an address in the profile, the primary one is used.
  if provider ? 'emailsUrl' and jsonb_typeof(answer -> 'emails') = 'array' then
    select e.entry into listed
    from jsonb_array_elements(answer -> 'emails') with ordinality as e (entry, place)
    where profile.email is null or neon_auth_internal.normalize_email(e.entry ->> 'email') = neon_auth_internal.normalize_email(profile.email)
    order by e.entry -> 'primary' is distinct from 'true', e.place
    limit 1;
    profile.email := coalesce(profile.email, listed ->> 'email');
    profile.is_vouched := coalesce(listed -> 'verified' = 'true', false);
  end if;
  if profile.email !~ E'^[^@\\s[:cntrl:]]+@[^@\\s[:cntrl:]]+$' or length(profile.email) > 320 then
    profile.email := null;
  elsif lower(profile.email collate "C") <> neon_auth_internal.normalize_email(profile.email) then
    profile.is_vouched := false; -- not in normal form: it may be another mailbox
  end if;
  profile.is_vouched := profile.is_vouched and profile.email is not null;
  -- Users of the presets may lack a name. If a project's own provider leaves it out, it is configured incorrectly.
  profile.name := left(coalesce(
    neon_auth_internal.claim(answer, mapping ->> 'name'), case when provider @> '{"isPreset": true}' then profile.email end), 255);
  profile.image := neon_auth_internal.claim(answer, mapping ->> 'image');
  if profile.image !~ E'^https?://\\S+$' or length(profile.image) > 2000 then
    profile.image := null;
  end if;
  return profile;
end
$$;
