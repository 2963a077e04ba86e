package main_test

import (
	"context"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	collected "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"neonauth/sidecar/pgtest"
)

// A collector stands in for an OpenTelemetry collector.
type collector struct {
	url   string
	mutex sync.Mutex
	raw   strings.Builder
	spans []*spans.Span
}

func collect(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var request collected.ExportTraceServiceRequest
		if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &request) != nil {
			t.Errorf("not OTLP: %s %v", r.URL.Path, err)
		}
		c.mutex.Lock()
		defer c.mutex.Unlock()
		c.raw.Write(body)
		for _, resource := range request.GetResourceSpans() {
			for _, scope := range resource.GetScopeSpans() {
				c.spans = append(c.spans, scope.GetSpans()...)
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

// trace returns the spans of a trace by name.
func (c *collector) trace(id string) map[string]*spans.Span {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	found := map[string]*spans.Span{}
	for _, span := range c.spans {
		if hex.EncodeToString(span.GetTraceId()) == id {
			found[span.GetName()] = span
		}
	}
	return found
}

// root returns the outermost received span that a span is part of.
func (c *collector) root(span *spans.Span) *spans.Span {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for at := 0; at < len(c.spans); at++ {
		if string(c.spans[at].GetSpanId()) == string(span.GetParentSpanId()) {
			span, at = c.spans[at], -1
		}
	}
	return span
}

func (c *collector) text() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.raw.String()
}

func (c *collector) count() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return len(c.spans)
}

// traced sends a request of a trace, with everything in it that must not leave the process.
func traced(t *testing.T, method, address, body, cookie, parent string) {
	t.Helper()
	in, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "Cookie": cookie, "Traceparent": parent, "Tracestate": "vendor=hidden-state",
		"User-Agent": "hidden-agent", "X-Forwarded-For": "203.0.113.77", "Origin": "http://localhost:" + in.URL.Port(),
	} {
		if value != "" {
			in.Header.Set(name, value)
		}
	}
	in.Host = "hidden-host.test"
	out, err := http.DefaultTransport.RoundTrip(in)
	if err != nil {
		t.Error(err)
		return
	}
	out.Body.Close()
}

const (
	traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	parent  = "00-" + traceID + "-00f067aa0ba902b7-01"
)

// One trace leads from the caller through the request to its statements, and Postgres and the log show its id.
func TestTraceAcrossHTTPAndSQL(t *testing.T) {
	t.Parallel()
	c, d := collect(t), pgtest.New(t)
	root, log := running(t, build(t), "DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_TRACES_URL="+c.url, "NEONAUTH_TRACES_RATIO=1", "OTEL_BSP_SCHEDULE_DELAY=100")
	until(t, func() bool { return isReady(root) })
	base := root + "/" + d.Name + "/auth"
	cookie := request(t, "POST", base+"/sign-up/email", adaSignsUp, "").cookie

	holder, err := pgx.Connect(t.Context(), d.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close(context.WithoutCancel(t.Context()))
	for method, path := range map[string]string{"GET": "/get-session", "POST": "/sign-out"} {
		if _, err := holder.Exec(t.Context(), "begin; lock table neon_auth.session in access exclusive mode"); err != nil {
			t.Fatal(err)
		}
		id := strings.Replace(traceID, "4bf", map[string]string{"GET": "aaa", "POST": "bbb"}[method], 1)
		var under sync.WaitGroup
		under.Go(func() { traced(t, method, base+path, "", cookie, strings.Replace(parent, traceID, id, 1)) })
		until(t, func() bool {
			var waiting int
			err := d.Owner.QueryRow(t.Context(), `select count(*) from pg_stat_activity
				where datname = current_database() and application_name = 'neonauth ' || $1 and wait_event_type = 'Lock'`, id).Scan(&waiting)
			return err == nil && waiting == 1
		}, func() { t.Errorf("%s: Postgres does not show the trace", path) })
		if _, err := holder.Exec(t.Context(), "rollback"); err != nil {
			t.Fatal(err)
		}
		under.Wait()
		name, statement := method+" /:database/auth"+path, map[string]string{"GET": "GetSessions", "POST": "SignOut"}[method]
		until(t, func() bool {
			found := c.trace(id)
			return found[name] != nil && found[statement] != nil
		}, func() { t.Errorf("%s: spans %v", path, c.trace(id)) })
		found := c.trace(id)
		if got := hex.EncodeToString(found[name].GetParentSpanId()); got != "00f067aa0ba902b7" {
			t.Errorf("%s: the request's parent is %s", path, got)
		}
		until(t, func() bool { return c.root(found[statement]) == found[name] },
			func() { t.Errorf("%s: the statement is not part of the request: %v", path, found) })
		until(t, func() bool { return strings.Contains(log.String(), `"trace":"`+id+`"`) },
			func() { t.Errorf("%s: the log does not name the trace", path) })
	}
	var left int
	until(t, func() bool {
		err := d.Owner.QueryRow(t.Context(), `select count(*) from pg_stat_activity where datname = current_database() and application_name like 'neonauth %'`).Scan(&left)
		return err == nil && left == 0
	})
}

// Traces have no secret and no personal data: not from paths, headers, bodies, statements, or errors of Postgres.
func TestTracesKeepSecrets(t *testing.T) {
	t.Parallel()
	c, d := collect(t), pgtest.New(t)
	do(t, d, `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not % today', new.email using errcode = '22P02'; end $$;
		create trigger refuse before update on neon_auth."user" for each row execute function refuse()`)
	root, _ := running(t, build(t), "DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_TRACES_URL="+c.url, "NEONAUTH_TRACES_RATIO=1", "OTEL_BSP_SCHEDULE_DELAY=100")
	until(t, func() bool { return isReady(root) })
	base := root + "/" + d.Name + "/auth"
	cookie := request(t, "POST", base+"/sign-up/email", strings.Replace(adaSignsUp, "Ada", "hidden-ada", 1), "").cookie
	for path, body := range map[string]string{
		"/sign-in/email":                     `{"email":"ada@example.com","password":"hidden-word"}`,
		"/update-user":                       `{"name":"hidden-name"}`,
		"/request-password-reset":            `{"email":"ada@example.com","redirectTo":"http://localhost:3000/hidden-path"}`,
		"/reset-password?token=hidden-token": `{"newPassword":"hidden-word","token":"hidden-token"}`,
	} {
		traced(t, "POST", base+path, body, cookie, "")
	}
	traced(t, "GET", base+"/reset-password/hidden-token?callbackURL=http://localhost:3000/hidden-path", "", cookie, "")
	traced(t, "GET", base+"/get-session?hidden-query=1", "", cookie, parent)
	until(t, func() bool { return c.trace(traceID)["GET /:database/auth/get-session"] != nil })
	text := c.text()
	_, value, _ := strings.Cut(cookie, "=")
	for _, secret := range []string{"hidden-", "ada@example.com", someWord, "203.0.113.77", value[:20]} {
		if strings.Contains(text, secret) {
			t.Errorf("traces contain %q", secret)
		}
	}
	if !strings.Contains(text, "UpdateUser") || !strings.Contains(text, "/:database/auth/reset-password/:token") {
		t.Error("some requests were not traced")
	}
}

// Clients cannot choose what is traced.
func TestTracesOfClients(t *testing.T) {
	t.Parallel()
	for name, environment := range map[string][]string{
		"of an address that is no proxy": {"NEONAUTH_TRACES_RATIO=1", "NEONAUTH_TRUSTED_PROXIES=10.0.0.0/8"},
		"of no request":                  {"NEONAUTH_TRACES_RATIO=0"},
	} {
		c, d := collect(t), pgtest.New(t)
		root, log := running(t, build(t), append(environment, "DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_TRACES_URL="+c.url, "OTEL_BSP_SCHEDULE_DELAY=100")...)
		until(t, func() bool { return isReady(root) })
		for range 10 {
			traced(t, "GET", root+"/"+d.Name+"/auth/get-session", "", "", parent)
		}
		until(t, func() bool { return strings.Count(log.String(), "get-session") >= 10 })
		if strings.Contains(name, "proxy") {
			until(t, func() bool { return c.count() >= 10 })
		} else if c.count() > 0 || strings.Contains(log.String(), `"trace"`) {
			t.Errorf("%s: %d spans", name, c.count())
		}
		if found := c.trace(traceID); len(found) > 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// A collector that is away changes nothing for requests, and does not fill the log.
func TestTracesWithoutACollector(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	root, log := running(t, build(t), "DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_TRACES_URL=http://127.0.0.1:1", "NEONAUTH_TRACES_RATIO=1",
		"OTEL_BSP_SCHEDULE_DELAY=50", "OTEL_EXPORTER_OTLP_TIMEOUT=200")
	until(t, func() bool { return isReady(root) })
	until(t, func() bool {
		if got := request(t, "GET", root+"/"+d.Name+"/auth/get-session", "", ""); got.status != 200 {
			t.Fatalf("%d %s", got.status, got.body)
		}
		return strings.Contains(log.String(), "traces cannot be sent")
	})
	if n := strings.Count(log.String(), "traces cannot be sent"); n > 1 {
		t.Errorf("%d lines", n)
	}
}
