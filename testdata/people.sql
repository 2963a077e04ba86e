-- The three test users: Ada owns the organization Engine, Bob is a member of it, Eve owns another organization. Each is
-- signed in, Ada twice. A session's stored hash is a word here. The password hash is 'hash of <name>'.
insert into neon_auth."user" (id, name, email, "emailVerified", role) values
  ('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'Ada', 'ada@example.com', true, 'user'),
  ('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'Bob', 'bob@example.com', false, 'user'),
  ('5a14a3a0-0f0e-4c0e-9f0e-000000000003', 'Eve', 'eve@example.com', true, null);

insert into neon_auth.account ("accountId", "providerId", "userId", password, "accessToken", "refreshToken", "idToken", "updatedAt")
select u.id::text, 'credential', u.id, 'hash of ' || u.name, 'secret', 'secret', 'secret', now() from neon_auth."user" u;

insert into neon_auth.session (id, token, "userId", "expiresAt", "updatedAt") values
  ('5e550000-0000-4000-8000-000000000001', 'ada', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', now() + interval '7 days', now()),
  ('5e550000-0000-4000-8000-000000000002', 'ada elsewhere', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', now() + interval '7 days', now()),
  ('5e550000-0000-4000-8000-000000000003', 'bob', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', now() + interval '7 days', now()),
  ('5e550000-0000-4000-8000-000000000004', 'eve', '5a14a3a0-0f0e-4c0e-9f0e-000000000003', now() + interval '7 days', now());

insert into neon_auth.organization (id, name, slug, "createdAt") values
  ('06640000-0000-4000-8000-000000000001', 'Engine', 'engine', now()),
  ('06640000-0000-4000-8000-000000000002', 'Ears', 'ears', now());

insert into neon_auth.member (id, "organizationId", "userId", role, "createdAt") values
  ('3e3b0000-0000-4000-8000-000000000001', '06640000-0000-4000-8000-000000000001', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'owner', now()),
  ('3e3b0000-0000-4000-8000-000000000002', '06640000-0000-4000-8000-000000000001', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'member', now()),
  ('3e3b0000-0000-4000-8000-000000000003', '06640000-0000-4000-8000-000000000002', '5a14a3a0-0f0e-4c0e-9f0e-000000000003', 'owner', now());

insert into neon_auth.invitation (id, "organizationId", email, role, status, "expiresAt", "inviterId") values
  ('14710000-0000-4000-8000-000000000001', '06640000-0000-4000-8000-000000000001', 'carl@example.com', 'member', 'pending',
    now() + interval '2 days', '5a14a3a0-0f0e-4c0e-9f0e-000000000001'),
  ('14710000-0000-4000-8000-000000000002', '06640000-0000-4000-8000-000000000002', 'dan@example.com', 'member', 'pending',
    now() + interval '2 days', '5a14a3a0-0f0e-4c0e-9f0e-000000000003');

insert into neon_auth.verification (identifier, value, "expiresAt")
values ('reset-password:secret', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', now() + interval '1 hour');

insert into neon_auth.jwks (id, "publicKey", "privateKey", "createdAt")
values ('4e350000-0000-4000-8000-000000000001', '{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":"AA"}', 'sealed', now());
