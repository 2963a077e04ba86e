package console_test

import (
	"context"
	"strings"
	"testing"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/check"
	"neonauth/sidecar/console"
	"neonauth/sidecar/pgtest"
)

// TestOverview: the numbers, the days, and what `neonauth check` finds.
func TestOverview(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	h := start(t, func(c *console.Config) {
		c.Check = func(ctx context.Context, _ *branch.Database) []check.Result {
			select {
			case <-release:
			case <-ctx.Done():
			}
			return []check.Result{{Check: "backups", State: check.Warning, Message: "No backup is known.", Mend: "pg_dump <app>"}, {Check: "release", State: check.OK}}
		}
	})
	h.sql(`insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId", attempts) values (date_trunc('minute', now()) - interval '40 days', '', gen_random_uuid(), 500), (date_trunc('minute', now()), '', gen_random_uuid(), 7)`)
	h.sql(`insert into neon_auth.outbox (kind, recipient, state) values ('magic-link', 'bob@example.com', 'dead')`)
	b := h.signedIn(h.key("ops"))
	page := b.get(h.at("/")).text // neither the check nor counting holds it up
	pgtest.Eventually(t, "the sign-ins are never counted", func() bool {
		page = b.get(h.at("/")).text
		return strings.Contains(page, "7 refused</span>")
	})
	for _, part := range []string{"being checked", "1 sign-ins", "7 refused", "1 verified", "1 failed", `href="/console/db/` + h.db.Name + `/users/` + bobID} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	close(release)
	pgtest.Eventually(t, "the check never ends", func() bool {
		page = b.get(h.at("/")).text
		return strings.Contains(page, "No backup is known.")
	})
	for _, part := range []string{"pg_dump &lt;app&gt;", "1 fine", "Warning"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
}
