-- What was counted for a person at all addresses is found by how its key begins.
create index request_count_prefix_idx on neon_auth.request_count (key text_pattern_ops);
