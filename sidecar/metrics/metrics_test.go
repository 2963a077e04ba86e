package metrics

import (
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

func text(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func wants(t *testing.T, m *Metrics, lines ...string) {
	t.Helper()
	got := text(t, m)
	for _, line := range lines {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("no %s in\n%s", line, strings.Join(regexp.MustCompile(`(?m)^neonauth_.*$`).FindAllString(got, -1), "\n"))
		}
	}
}

func TestRequestsAreCounted(t *testing.T) {
	t.Parallel()
	m := New()
	m.Request(Request{Route: "/:database/auth/sign-in/email", Method: "POST", Status: 200, Took: 60 * time.Millisecond, Database: "app", SignedIn: true})
	m.Request(Request{Route: "/:database/auth/sign-in/email", Method: "POST", Status: 401, Took: time.Second, Database: "app", Failure: "INVALID_EMAIL_OR_PASSWORD"})
	m.Request(Request{Route: "/healthz", Method: "GET", Status: 200})
	m.Batch(3)
	m.Attempt(204, time.Millisecond)
	m.Attempt(404, time.Millisecond)
	m.Attempt(0, time.Millisecond)
	m.Delivery("app", "mail", true)
	m.Delivery("app", "webhook", false)
	wants(t, m,
		`neonauth_requests_total{method="POST",route="/:database/auth/sign-in/email",status="200"} 1`,
		`neonauth_requests_total{method="POST",route="/:database/auth/sign-in/email",status="401"} 1`,
		`neonauth_requests_total{method="GET",route="/healthz",status="200"} 1`,
		`neonauth_request_duration_seconds_bucket{route="/:database/auth/sign-in/email",le="0.05"} 0`,
		`neonauth_request_duration_seconds_bucket{route="/:database/auth/sign-in/email",le="0.1"} 1`,
		`neonauth_request_duration_seconds_count{route="/:database/auth/sign-in/email"} 2`,
		`neonauth_database_requests_total{class="2xx",database="app"} 1`,
		`neonauth_database_requests_total{class="4xx",database="app"} 1`,
		`neonauth_sign_ins_total{database="app",route="/:database/auth/sign-in/email"} 1`,
		`neonauth_refusals_total{code="INVALID_EMAIL_OR_PASSWORD",database="app"} 1`,
		`neonauth_lookup_batch_size_bucket{le="4"} 1`,
		`neonauth_webhook_attempts_total{result="accepted"} 1`,
		`neonauth_webhook_attempts_total{result="rejected"} 1`,
		`neonauth_webhook_attempts_total{result="failed"} 1`,
		`neonauth_deliveries_total{channel="mail",database="app",result="sent"} 1`,
		`neonauth_deliveries_total{channel="webhook",database="app",result="failed"} 1`)
}

// Clients choose methods, paths, statuses of webhooks and, with many branches, databases. None of these may add series
// without end.
func TestSeriesAreBounded(t *testing.T) {
	t.Parallel()
	m := New()
	for n := range 2000 {
		m.Request(Request{Route: "", Method: fmt.Sprintf("M%d", n), Status: 404})
		m.Request(Request{Route: fmt.Sprintf("/%d", n), Method: "GET", Status: n, Database: fmt.Sprintf("db%d", n)})
		m.Attempt(n, time.Second)
		m.Delivery(fmt.Sprintf("other%d", n), "mail", true)
	}
	got := text(t, m)
	if n := strings.Count(got, "neonauth_requests_total{"); n > 2*maxRoutes+10 {
		t.Errorf("%d series of requests", n)
	}
	if n := strings.Count(got, "neonauth_request_duration_seconds_count"); n > maxRoutes+2 {
		t.Errorf("%d series of durations", n)
	}
	if n := strings.Count(got, `neonauth_database_requests_total{class="2xx"`); n > maxDatabases+1 {
		t.Errorf("%d databases", n)
	}
	wants(t, m, `neonauth_requests_total{method="other",route="other",status="404"} 2000`)
	if !strings.Contains(got, `{channel="mail",database="other",result="sent"} 1950`) {
		t.Error("further databases do not share a label")
	}
}

// A closed database makes room for another one.
func TestLabelsOfClosedDatabasesAreReused(t *testing.T) {
	t.Parallel()
	m := New()
	m.open = func() map[string]bool { return map[string]bool{"db1": true} }
	for n := range maxDatabases {
		m.Request(Request{Route: "/", Method: "GET", Status: 200, Database: fmt.Sprintf("db%d", n)})
	}
	m.Request(Request{Route: "/", Method: "GET", Status: 200, Database: "new"})
	wants(t, m, `neonauth_database_requests_total{class="2xx",database="new"} 1`, `neonauth_database_requests_total{class="2xx",database="db1"} 1`)
	if strings.Contains(text(t, m), `database="db2"`) {
		t.Error("a closed database still has metrics")
	}
}

// Counting is part of every request.
func TestCountingAllocatesNothing(t *testing.T) {
	m := New()
	r := Request{Route: "/:database/auth/get-session", Method: "GET", Status: 200, Took: time.Millisecond, Database: "app"}
	if n := testing.AllocsPerRun(1000, func() { m.Request(r); m.Batch(1) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
	var off *Metrics
	if n := testing.AllocsPerRun(1000, func() { off.Request(r); off.Batch(1) }); n > 0 {
		t.Errorf("%v allocations without metrics", n)
	}
}

func BenchmarkRequest(b *testing.B) {
	m := New()
	r := Request{Route: "/:database/auth/get-session", Method: "GET", Status: 200, Took: time.Millisecond, Database: "app"}
	for b.Loop() {
		m.Request(r)
		m.Batch(1)
	}
}
