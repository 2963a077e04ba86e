-- may_move reports whether rows in an owner's tables can move: the owner has a function for it, or the role that installed
-- those functions may make it.
create function neon_auth_internal.may_move(owner oid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from pg_namespace n
    where n.nspname = 'neonauth_moves' and (
      exists (
        select from pg_proc p
        where p.pronamespace = n.oid and p.proowner = may_move.owner and p.prosecdef and starts_with(p.proname, 'move_rows'))
      or pg_has_role(n.nspowner, may_move.owner, 'member')))
$$;
