-- GetMetrics returns the figures that only the database knows.
-- name: GetMetrics :one
select mails::bigint, events::bigint, dead_mails::bigint, dead_events::bigint, oldest_seconds::double precision,
  sessions::bigint, coalesce(key_seconds, -1)::double precision as key_seconds
from neon_auth_api.get_metrics();
