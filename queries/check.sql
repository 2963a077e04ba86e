-- ListChecks returns the production checklist.
-- name: ListChecks :many
select "check"::text as name, state::text, message::text, mend::text, topic::text
from neon_auth_api.list_checks(@release, @functions_hash, @connections);
