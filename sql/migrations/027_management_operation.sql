-- Locked by an operation that installs, removes or copies auth: at most one at a time for the whole project. Enabling auth
-- runs this again while the row is locked, so nothing here locks an existing table.
do $$
begin
  if to_regclass('neon_auth_management.operation') is null then
    create table neon_auth_management.operation (
      only_row boolean not null default true,
      constraint operation_pkey primary key (only_row),
      constraint operation_is_one_row check (only_row)
    );
    alter table neon_auth_management.operation enable row level security;
    insert into neon_auth_management.operation default values;
    comment on table neon_auth_management.operation is
      'Internal: the row is locked in the home database while auth is enabled or disabled, or a branch is created or deleted.';
  end if;
end
$$;
