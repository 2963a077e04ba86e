-- key_expiry returns until when a key is valid that is created with another one, key_hash: until wanted (null: never), but
-- no longer than 90 days, and not longer than the other key. So neither a stolen session of the console nor a short-lived
-- key becomes lasting access. A key that `neonauth console` has made for its session stands for a person who can create
-- keys on the command line, and does not shorten it. Only the installing role calls it.
create or replace function neon_auth_management.key_expiry(key_hash bytea, wanted timestamptz)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select least(wanted, now() + interval '90 days', (
    select k.expires_at from neon_auth_management.key k where k.hash = key_hash and k.name not like 'console of %'))
$$;
