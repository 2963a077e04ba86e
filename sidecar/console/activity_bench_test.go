package console_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// BenchmarkConsoleActivity requests the pages of the audit log and the outbox over a million recorded changes and 100,000
// mails, also with filters that match few rows or none, and prints the median of each. It fails if one is never faster
// than 200 ms.
func BenchmarkConsoleActivity(b *testing.B) {
	h := start(b)
	conn, err := pgx.Connect(b.Context(), h.db.URL)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	for _, statement := range []string{
		`set session_replication_role = replica`,
		`insert into neon_auth.audit_log (at, entity, action, "userId", "actorId", "managementKey", after)
			select now() - g.i * interval '2.5 seconds', case when g.i % 100000 = 5 then 'team' else 'session' end, case when g.i % 2 = 0 then 'insert' else 'update' end,
			  md5((g.i % 30000)::text)::uuid, case when g.i % 3 = 0 then md5((g.i % 30000)::text)::uuid end, case when g.i % 200000 = 7 then 'ci (nak_…)' end, '{"impersonatedBy": null}'
			from generate_series(1000000, 1, -1) g (i)`,
		`insert into neon_auth.outbox (kind, recipient, state, "createdAt", "finishedAt")
			select 'sign-in-otp', 'user' || n || '@example.com', case when n % 10000 = 0 then 'dead' else 'sent' end, now() - n * interval '1 second', now() from generate_series(1, 100000) n`,
		`set session_replication_role = origin`,
		`vacuum analyze neon_auth.audit_log`, `vacuum analyze neon_auth.outbox`,
	} {
		if _, err := conn.Exec(b.Context(), statement); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
	browser := h.signedIn(h.key("ops"))
	fmt.Println("median, page:")
	for _, page := range []string{
		"/activity/", "/activity/?entity=team", "/activity/?entity=jwks", "/activity/?actor=key", "/activity/?actor=user", "/activity/?action=delete", "/activity/?action=truncate&entity=user",
		"/activity/?user=ada@example.com", "/activity/?user=" + strings.Repeat("0", 8) + "-0000-4000-8000-000000000000", "/activity/?from=2020-01-01&to=2020-02-01", "/activity/?actor=key&entity=session&action=delete",
		"/outbox/", "/outbox/?filter=dead", "/outbox/?filter=waiting", "/outbox/?search=user77", "/outbox/?search=nobody", "/outbox/events", "/settings/", "/keys/",
	} {
		var took []time.Duration
		for range 5 {
			start := time.Now()
			if got := browser.get(h.at(page)); got.status != 200 {
				b.Fatalf("%s: %d", page, got.status)
			}
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		fmt.Printf("%8.1f ms  %s\n", float64(took[len(took)/2].Microseconds())/1000, page)
		if took[0] > slowest { // not the median: the machine may be busy
			b.Errorf("%s takes %s", page, took[0])
		}
	}
}
