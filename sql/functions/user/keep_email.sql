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
