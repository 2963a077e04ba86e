create or replace function neon_auth.allow_moves(owner regrole default current_user::regrole)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  role  name := pg_get_userbyid(owner);
  named text := left('move_rows_of_' || pg_get_userbyid(owner), 63);
begin
  execute format(
    'create or replace function neonauth_moves.%I(request jsonb) returns jsonb language plpgsql volatile security definer '
    'set search_path = pg_catalog, pg_temp as %L', named, (
      select p.prosrc from pg_proc p where p.oid = 'neonauth_moves.move_rows(jsonb)'::regprocedure));
  execute format('revoke all on function neonauth_moves.%I(jsonb) from public', named);
  execute format('grant execute on function neonauth_moves.%I(jsonb) to neon_auth_writer', named);
  if role <> current_user then
    execute format('alter function neonauth_moves.%I(jsonb) owner to %I', named, role);
  end if;
end
$$;

comment on function neon_auth.allow_moves(regrole) is
  'Allows neonauth to move an anonymous user''s rows in the owner''s tables to the account that the user becomes: makes a '
  'function that runs as the owner, and changes only foreign keys. Runs with the caller''s rights: call it as the owner of '
  'the tables, or as a superuser for another one. Not needed where the owner has installed neonauth, or a superuser.';
