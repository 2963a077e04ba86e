-- A foreign_user is a user of another system in the terms of this one. obstacle is the reason why the user is skipped.
-- lost lists what cannot be imported.
-- phone_number: verified there, in E.164. accounts: [{"provider", "account", "createdAt"}].
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
  lost          text[],
  phone_number  text,
  username      text,
  display       text, -- the username as it is shown
  last_login    text
);
