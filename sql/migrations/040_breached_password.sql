-- Passwords that are known to attackers: SHA-1 hashes, as lists of breached passwords have them. A row holds the hashes with
-- the same first 20 bits. Of each, the next 32 bits are kept, in order. A list of a billion takes 4 GB.
create table neon_auth.breached_password (
  prefix   integer not null,
  suffixes bytea not null,
  constraint breached_password_pkey primary key (prefix),
  constraint breached_password_prefix_has_20_bits check (prefix between 0 and 1048575),
  constraint breached_password_suffixes_are_whole check (octet_length(suffixes) > 0 and octet_length(suffixes) % 4 = 0)
);

-- Hashes do not compress.
alter table neon_auth.breached_password alter column suffixes set storage external;
