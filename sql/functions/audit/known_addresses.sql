-- known_addresses returns a user's addresses and phone numbers, with earlier ones, unless these belong to another user now.
create function neon_auth_internal.known_addresses(who neon_auth."user")
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select array_remove(array[who.email, who."phoneNumber"], null) || array(
    select l.before ->> 'email'
    from neon_auth.audit_log l
    where l."userId" = who.id and l.entity = 'user' and l.before ? 'email'
      and not exists (select from neon_auth."user" u where u.email = l.before ->> 'email')
    union
    select l.before ->> 'phoneNumber'
    from neon_auth.audit_log l
    where l."userId" = who.id and l.entity = 'user' and l.before ? 'phoneNumber'
      and not exists (select from neon_auth."user" u where u."phoneNumber" = l.before ->> 'phoneNumber'))
$$;
