-- Which branch is this? Computed from what a copy cannot carry with it, never stored.

create table neon_auth.branch_seed (
  only_row boolean not null default true,
  seed     bytea not null,
  constraint branch_seed_pkey primary key (only_row),
  constraint branch_seed_is_one_row check (only_row)
);

insert into neon_auth.branch_seed (seed)
values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- "This place is that branch", written by adopt_branch after an upgrade or a restore that is no branch.
create table neon_auth.branch_alias (
  fingerprint  text not null,
  branch       text not null,
  "createdAt"  timestamptz not null default current_timestamp,
  constraint branch_alias_pkey primary key (fingerprint),
  constraint branch_is_an_identity check (branch ~ '^ep-[0-9a-f]{16}$')
);

-- Here and not among the replaceable functions, because column defaults lean on it.
create function neon_auth.branch_fingerprint()
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  timeline text;
  database oid := (select d.oid from pg_database d where d.datname = current_database());
begin
  -- Neon starts its compute with these settings. Elsewhere anybody can SET a name like that, so only
  -- the postmaster's word counts; the slow view is asked only where the name exists at all.
  if current_setting('neon.timeline_id', true) <> '' then
    select string_agg(s.setting, ':' order by s.name) into timeline
    from pg_settings s
    where s.name in ('neon.tenant_id', 'neon.timeline_id') and s.context = 'postmaster';

    if timeline is not null then
      return 'neon:' || timeline || ':' || database;
    end if;
  end if;
  return 'postgres:' || (select c.system_identifier from pg_control_system() c) || ':' || database;
end
$$;

create function neon_auth.branch_identity()
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  here text := neon_auth.branch_fingerprint();
begin
  return coalesce(
    (select a.branch from neon_auth.branch_alias a where a.fingerprint = here),
    (select 'ep-' || left(encode(sha256(s.seed || convert_to(here, 'UTF8')), 'hex'), 16) from neon_auth.branch_seed s));
end
$$;

comment on function neon_auth.branch_fingerprint() is
  'This place as Postgres names it: Neon''s timeline or the cluster''s system identifier, and the database''s oid.';
comment on function neon_auth.branch_identity() is
  'Which branch this is; another one on a copy. Sessions and keys made under another identity do not count here.';
