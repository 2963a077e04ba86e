-- key_expiry returns until when a key is valid that is created with another one, key_hash: until wanted (null: never), but
-- no longer than 90 days, and not longer than the other key. So neither a stolen session of the console nor a short-lived
-- key becomes lasting access. A key that `neonauth console` has made for its session stands for a person who can create
-- keys on the command line, and does not shorten it. Fails with 22023 for a name by which such keys are recognized. Only
-- the installing role calls it.
drop function if exists neon_auth_management.key_expiry(bytea, timestamptz);

create or replace function neon_auth_management.key_expiry(key_hash bytea, wanted timestamptz, name text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if starts_with(key_expiry.name, 'console of ') then
    raise exception 'names that begin with "console of" are those of keys that neonauth console makes: choose another one'
      using errcode = 'invalid_parameter_value';
  end if;
  return least(wanted, now() + interval '90 days', (
    select k.expires_at from neon_auth_management.key k where k.hash = key_hash and not starts_with(k.name, 'console of ')));
end
$$;
