-- A phone number, with Better Auth's names. The columns come last: programs list those before them.
alter table neon_auth."user"
add column "phoneNumber" text,
add column "phoneNumberVerified" boolean,
add constraint "phoneNumber_is_e164" check ("phoneNumber" ~ '^[+][1-9][0-9]{1,14}$') not valid;
