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
  constraint session_pkey primary key (id),
  constraint session_token_key unique (token),
  constraint "session_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade
);

create index "session_userId_idx" on neon_auth.session ("userId");
create index "session_expiresAt_idx" on neon_auth.session ("expiresAt");

comment on column neon_auth.session.token is 'hex sha256 of the token, never the token';

-- What upstream's session has no column for. Apart, because "select * from neon_auth.session" is a contract.
create table neon_auth.session_origin (
  "sessionId" uuid not null,
  branch      text not null default neon_auth.branch_identity(),
  remembered  boolean not null default true,
  constraint session_origin_pkey primary key ("sessionId"),
  constraint "session_origin_sessionId_fkey" foreign key ("sessionId") references neon_auth.session (id) on delete cascade
);

comment on table neon_auth.session_origin is 'one row for each session, made by a trigger';
comment on column neon_auth.session_origin.branch is 'branch_identity() the session was made under; it counts there only';
comment on column neon_auth.session_origin.remembered is
  'false: the cookie ends with the browser, and the session is not prolonged';

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
