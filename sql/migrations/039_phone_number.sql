-- A phone number, with Better Auth's names. The columns come last: programs list those before them.
alter table neon_auth."user"
add column "phoneNumber" text,
add column "phoneNumberVerified" boolean,
add constraint "phoneNumber_is_e164" check ("phoneNumber" ~ '^[+][1-9][0-9]{1,14}$');

-- Partial, so that no foreign key can refer to it: a number that changes runs no code of the app's tables.
create unique index "user_phoneNumber_key" on neon_auth."user" ("phoneNumber") where "phoneNumber" is not null;
