create table neon_auth."user" (
  id              uuid not null default gen_random_uuid(),
  name            text not null,
  email           text not null,
  "emailVerified" boolean not null,
  image           text,
  "createdAt"     timestamptz not null default current_timestamp,
  "updatedAt"     timestamptz not null default current_timestamp,
  role            text,
  banned          boolean,
  "banReason"     text,
  "banExpires"    timestamptz,
  constraint user_pkey primary key (id),
  constraint user_email_key unique (email)
);

-- One person's address whatever its case or compatibility form. Built-ins that neither the server's
-- locale nor an upgrade of its libraries can change.
create unique index user_email_normal_key
on neon_auth."user" (lower(normalize(email, NFKC) collate "C"));

create table neon_auth.session (
  id                     uuid not null default gen_random_uuid(),
  "expiresAt"            timestamptz not null,
  token                  text not null,
  "createdAt"            timestamptz not null default current_timestamp,
  "updatedAt"            timestamptz not null,
  "ipAddress"            text,
  "userAgent"            text,
  "userId"               uuid not null,
  "impersonatedBy"       text,
  "activeOrganizationId" text,
  remembered             boolean not null default true,
  branch                 text not null default neon_auth.branch_identity(),
  constraint session_pkey primary key (id),
  constraint session_token_key unique (token),
  constraint "session_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade
);

create index "session_userId_idx" on neon_auth.session ("userId");
create index "session_expiresAt_idx" on neon_auth.session ("expiresAt");

comment on column neon_auth.session.token is 'hex sha256 of the token, never the token';
comment on column neon_auth.session.remembered is 'false: the cookie ends with the browser, and the session is not prolonged';
comment on column neon_auth.session.branch is 'branch_identity() the session was made under; it counts there only';

create table neon_auth.account (
  id                      uuid not null default gen_random_uuid(),
  "accountId"             text not null,
  "providerId"            text not null,
  "userId"                uuid not null,
  "accessToken"           text,
  "refreshToken"          text,
  "idToken"               text,
  "accessTokenExpiresAt"  timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope                   text,
  password                text,
  "createdAt"             timestamptz not null default current_timestamp,
  "updatedAt"             timestamptz not null,
  constraint account_pkey primary key (id),
  constraint "account_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade
);

create index "account_userId_idx" on neon_auth.account ("userId");
create unique index account_identity_key on neon_auth.account ("providerId", "accountId");
create unique index account_credential_key on neon_auth.account ("userId") where "providerId" = 'credential';

create table neon_auth.verification (
  id          uuid not null default gen_random_uuid(),
  identifier  text not null,
  value       text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp,
  branch      text not null default neon_auth.branch_identity(),
  constraint verification_pkey primary key (id)
);

create index verification_identifier_idx on neon_auth.verification (identifier);
