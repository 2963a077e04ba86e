-- Columns of small plugins, with Better Auth's names. The columns come last: programs list those before them.
alter table neon_auth."user"
add column username text,
add column "displayUsername" text,
add column "lastLoginMethod" text,
add constraint username_is_short check (octet_length(username) <= 1024),
add constraint "displayUsername_is_short" check (octet_length("displayUsername") <= 2048),
add constraint "lastLoginMethod_is_short" check (octet_length("lastLoginMethod") <= 255);

-- Partial, so that no table of the app can reference a username, which its user may change.
create unique index user_username_key on neon_auth."user" (username) where username is not null;
