-- A second factor, with Better Auth's names. The columns come last: programs list those before them.
alter table neon_auth."user" add column "twoFactorEnabled" boolean;

create table neon_auth."twoFactor" (
  id            uuid not null default gen_random_uuid(),
  secret        text not null,
  "backupCodes" text not null,
  "userId"      uuid not null,
  constraint "twoFactor_pkey" primary key (id),
  constraint "twoFactor_userId_key" unique ("userId"),
  constraint "twoFactor_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade,
  constraint secret_is_short check (octet_length(secret) <= 1024),
  constraint "backupCodes_is_short" check (octet_length("backupCodes") <= 8192)
);

-- What Better Auth has no columns for: failed attempts, codes of the app that were used, and an enrolment that would
-- replace a working factor and is not proven yet.
create table neon_auth.two_factor_state (
  "userId"      uuid not null,
  failures      integer not null default 0,
  "lockedUntil" timestamptz,
  "usedSteps"   bigint[] not null default '{}',
  secret        text,
  "backupCodes" text,
  constraint two_factor_state_pkey primary key ("userId"),
  constraint "two_factor_state_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade,
  constraint secret_is_short check (octet_length(secret) <= 1024),
  constraint "backupCodes_is_short" check (octet_length("backupCodes") <= 8192)
);

alter table neon_auth."twoFactor" enable row level security;
alter table neon_auth.two_factor_state enable row level security;

-- How and when the user of a session proved who they are.
alter table neon_auth.session_origin
add column amr text[] not null default '{}',
add column "authenticatedAt" timestamptz,
add column "secondFactorAt" timestamptz,
add constraint amr_is_short check (array_length(amr, 1) <= 16 and octet_length(array_to_string(amr, ' ')) <= 255) not valid;
