-- The tables as upstream documents them. Programs written for it rely on them. A test compares neonauth's tables.
create schema upstream;
set search_path = upstream;

create table "user" (
  id uuid default gen_random_uuid() constraint user_pkey primary key,
  name text not null,
  email text not null constraint user_email_key unique,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp,
  role text,
  banned boolean,
  "banReason" text,
  "banExpires" timestamptz);

create table session (
  id uuid default gen_random_uuid() constraint session_pkey primary key,
  "expiresAt" timestamptz not null,
  token text not null constraint session_token_key unique,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" uuid not null constraint "session_userId_fkey" references "user" on delete cascade,
  "impersonatedBy" text,
  "activeOrganizationId" text);
create index "session_userId_idx" on session ("userId");

create table account (
  id uuid default gen_random_uuid() constraint account_pkey primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" uuid not null constraint "account_userId_fkey" references "user" on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null);
create index "account_userId_idx" on account ("userId");

create table verification (
  id uuid default gen_random_uuid() constraint verification_pkey primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp);
create index verification_identifier_idx on verification (identifier);

create table jwks (
  id uuid default gen_random_uuid() constraint jwks_pkey primary key,
  "publicKey" text not null,
  "privateKey" text not null,
  "createdAt" timestamptz not null,
  "expiresAt" timestamptz);

create table organization (
  id uuid default gen_random_uuid() constraint organization_pkey primary key,
  name text not null,
  slug text not null constraint organization_slug_key unique,
  logo text,
  "createdAt" timestamptz not null,
  metadata text);
create unique index organization_slug_uidx on organization (slug);

create table member (
  id uuid default gen_random_uuid() constraint member_pkey primary key,
  "organizationId" uuid not null constraint "member_organizationId_fkey" references organization on delete cascade,
  "userId" uuid not null constraint "member_userId_fkey" references "user" on delete cascade,
  role text not null,
  "createdAt" timestamptz not null);
create index "member_organizationId_idx" on member ("organizationId");
create index "member_userId_idx" on member ("userId");

create table invitation (
  id uuid default gen_random_uuid() constraint invitation_pkey primary key,
  "organizationId" uuid not null constraint "invitation_organizationId_fkey" references organization on delete cascade,
  email text not null,
  role text,
  status text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default current_timestamp,
  "inviterId" uuid not null constraint "invitation_inviterId_fkey" references "user" on delete cascade);
create index invitation_email_idx on invitation (email);
create index "invitation_organizationId_idx" on invitation ("organizationId");

create table project_config (
  id uuid default gen_random_uuid() constraint project_config_pkey primary key,
  name text not null,
  endpoint_id text not null constraint project_config_endpoint_id_key unique,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  trusted_origins jsonb not null,
  social_providers jsonb not null,
  email_provider jsonb,
  email_and_password jsonb,
  allow_localhost boolean not null,
  plugin_configs jsonb,
  webhook_config jsonb);

reset search_path;
