-- A foreign_user is a person as another system knows him, in our words. obstacle tells why he stays behind; lost names
-- what he had there and cannot have here. accounts: [{"provider", "account", "createdAt"}].
create type neon_auth_internal.foreign_user as (
  id            text,
  email         text,
  verified      boolean,
  name          text,
  image         text,
  "createdAt"   timestamptz,
  banned        boolean,
  "banReason"   text,
  "banExpires"  timestamptz,
  password_hash text,
  accounts      jsonb,
  obstacle      text,
  lost          text[]
);
