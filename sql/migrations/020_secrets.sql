-- What a database and its copies have in common, and no other database has: sealed settings are bound to it.
alter table neon_auth.branch_seed
add column lineage bytea not null
default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

comment on column neon_auth.branch_seed.lineage is 'the same in a database and its copies; fork_branch leaves it';

-- Secrets in project_config that were sealed before seals were bound to a place: only those may be opened unbound.
create table neon_auth.unbound_seal (
  hash text not null,
  constraint unbound_seal_pkey primary key (hash)
);

comment on column neon_auth.unbound_seal.hash is 'hex sha256 of the sealed text';
alter table neon_auth.unbound_seal enable row level security;
comment on table neon_auth.unbound_seal is 'hex sha256 of sealed secrets that are bound to no place yet; the sidecar binds them';

insert into neon_auth.unbound_seal (hash)
select distinct encode(sha256(convert_to(written.secret, 'UTF8')), 'hex')
from (
  select c.email_provider ->> 'password' from neon_auth.project_config c
  union all
  select p ->> 'clientSecret' from neon_auth.project_config c, jsonb_array_elements(c.social_providers) p
  union all
  select p ->> 'privateKey' from neon_auth.project_config c, jsonb_array_elements(c.social_providers) p
) as written (secret)
where written.secret like 'v1.%';
