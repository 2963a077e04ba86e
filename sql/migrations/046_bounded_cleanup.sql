-- By default autovacuum waits until a fifth of a table is dead, which is millions of sessions. Queues and counters die
-- within hours. These statements block neither reads nor writes.
alter table neon_auth."user" set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
alter table neon_auth.session set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
alter table neon_auth.session_origin set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
alter table neon_auth.verification set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table neon_auth.outbox set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table neon_auth.webhook_event set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
-- A counter changes at each request. Free room on its page takes the new row without an entry in an index.
alter table neon_auth.request_count set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
