-- online
-- Which secrets of authenticator apps are not sealed with the current secret is looked up once a minute. A seal begins with 16
-- characters that name its secret.
create index concurrently if not exists "twoFactor_seal_idx" on neon_auth."twoFactor" ((left(secret, 16) collate "C"));
create index concurrently if not exists two_factor_state_seal_idx on neon_auth.two_factor_state ((left(secret, 16) collate "C"));
