-- An organization may demand a second factor of its members. Null and false: it does not.
alter table neon_auth.organization add column "requireTwoFactor" boolean;
