-- Columns of small plugins, with Better Auth's names. The columns come last: programs list those before them.
alter table neon_auth."user"
add column username text,
add column "displayUsername" text,
add column "lastLoginMethod" text,
add constraint username_is_short check (octet_length(username) <= 1024) not valid,
add constraint "displayUsername_is_short" check (octet_length("displayUsername") <= 2048) not valid,
add constraint "lastLoginMethod_is_short" check (octet_length("lastLoginMethod") <= 255) not valid;
