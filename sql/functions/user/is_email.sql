-- is_email reports whether a text is an address that can sign in, receive mail and be verified. It is the only
-- definition for API, imports, SQL and the trigger below. It is zod's pattern, which the reference and its clients
-- enforce, so internationalized addresses (RFC 6531) are invalid. Letters that normalize_email turns into ASCII count
-- as ASCII.
create function neon_auth_internal.is_email(email text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    length(email) <= 320 and neon_auth_internal.normalize_email(email) collate "C"
      ~ '^(?![.])(?!.*[.][.])[a-z0-9_''+.-]*[a-z0-9_+-]@([a-z0-9][a-z0-9-]*[.])+[a-z]{2,}$',
    false);
end
$$;

-- keep_email rejects other addresses on every write, including raw SQL. It only checks new values: existing users keep
-- theirs.
create function neon_auth_internal.keep_email()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' or new.email is distinct from old.email then
    if not neon_auth_internal.is_email(new.email) then
      raise exception 'email is not a valid address' using
        errcode = 'check_violation', schema = 'neon_auth', table = 'user', column = 'email', constraint = 'email_is_address',
        hint = 'It needs the form ada@example.com, in ASCII letters.';
    end if;
  end if;
  return new;
end
$$;

create trigger keep_email
before insert or update of email on neon_auth."user"
for each row execute function neon_auth_internal.keep_email();
