-- The database that has registered a branch: a copy of it in the same cluster neither finishes nor removes what was being made.
do $$
begin
  if to_regclass('neon_auth_management.branch') is not null then
    alter table neon_auth_management.branch add column if not exists home text;
    comment on column neon_auth_management.branch.home is 'fingerprint() of the database that has registered it. Null if an earlier release made it.';
  end if;
end
$$;
