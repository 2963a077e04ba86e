package main_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// A measured program serves its metrics at an address of their own.
type measured struct {
	base, metrics string // of the API's default database, and of /metrics
	database      *pgtest.Database
	t             *testing.T
}

func measure(t *testing.T, environment ...string) measured {
	t.Helper()
	d := pgtest.New(t)
	listen := "127.0.0.1:" + freePort(t)
	base, _ := running(t, build(t), append(environment, "DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_METRICS_LISTEN="+listen)...)
	until(t, func() bool { return isReady(base) })
	return measured{base + "/" + d.Name + "/auth", "http://" + listen + "/metrics", d, t}
}

func (m measured) scrape() string {
	m.t.Helper()
	return request(m.t, "GET", m.metrics, "", "").body
}

// wants fails the test unless the metrics have these lines. %s stands for the database's label.
func (m measured) wants(text string, lines ...string) {
	m.t.Helper()
	for _, line := range lines {
		line = strings.ReplaceAll(line, "%s", `database="`+m.database.Name+`"`)
		if !strings.Contains(text, "\n"+line+"\n") {
			m.t.Errorf("no %s in\n%s", line, strings.Join(regexp.MustCompile(`(?m)^neonauth_.*(_total|_count|_open|_up|_waiting|_max)[{ ].*$`).FindAllString(text, -1), "\n"))
		}
	}
}

func (m measured) do(statement string) {
	m.t.Helper()
	conn, err := pgx.Connect(m.t.Context(), m.database.URL)
	if err != nil {
		m.t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(m.t.Context()))
	if _, err := conn.Exec(m.t.Context(), statement); err != nil {
		m.t.Fatal(err)
	}
}

const adaSignsUp = `{"name":"Ada","email":"ada@example.com","password":"` + someWord + `"}`

func TestMetrics(t *testing.T) {
	t.Parallel()
	m := measure(t)
	m.do(`insert into neon_auth.outbox (kind, recipient, "createdAt", "nextAttemptAt")
		values ('invitation', 'eve@example.com', now() - interval '1 hour', now() + interval '1 hour')`)
	cookie := request(t, "POST", m.base+"/sign-up/email", adaSignsUp, "").cookie
	for range 3 {
		request(t, "GET", m.base+"/get-session", "", cookie)
	}
	request(t, "POST", m.base+"/sign-in/email", `{"email":"ada@example.com","password":"another word"}`, "")
	request(t, "POST", m.base+"/sign-in/email", `{"email":"ada@example.com","password":"`+someWord+`"}`, "")
	request(t, "GET", m.base+"/jwks", "", "")
	var text string
	until(t, func() bool { // figures that a slow machine does not give in time are asked for again
		text = m.scrape()
		return strings.Contains(text, `neonauth_database_up{database="`+m.database.Name+`"} 1`)
	}, func() { t.Error(text) })
	m.wants(text,
		`neonauth_requests_total{method="POST",route="/:database/auth/sign-up/email",status="200"} 1`,
		`neonauth_requests_total{method="POST",route="/:database/auth/sign-in/email",status="401"} 1`,
		`neonauth_request_duration_seconds_count{route="/:database/auth/get-session"} 3`,
		`neonauth_sign_ins_total{%s,route="/:database/auth/sign-up/email"} 1`,
		`neonauth_sign_ins_total{%s,route="/:database/auth/sign-in/email"} 1`,
		`neonauth_refusals_total{code="INVALID_EMAIL_OR_PASSWORD",%s} 1`,
		`neonauth_database_requests_total{class="4xx",%s} 1`,
		`neonauth_lookup_batch_size_count 3`,
		`neonauth_password_hash_duration_seconds_count 3`,
		`neonauth_password_hash_waiting 0`,
		`neonauth_outbox_waiting{channel="mail",%s} 1`,
		`neonauth_sessions_open{%s} 2`,
		`neonauth_database_up{%s} 1`,
		`neonauth_database_writable{%s} 1`,
		`neonauth_pool_connections_max{%s} 8`,
		`neonauth_connections_max 60`,
		`neonauth_databases_open 1`)
	for name, pattern := range map[string]string{
		"the age of the oldest mail": `neonauth_outbox_oldest_seconds\{[^}]*\} (3[6-9]|[4-6]\d)\d\d`,
		"the age of the key":         `neonauth_signing_key_age_seconds\{[^}]*\} \d`,
		"the pool":                   `neonauth_pool_connections\{[^}]*state="idle"\} [1-8]`,
		"the program":                `neonauth_build_info\{[^}]*release="\d+"[^}]*\} 1`,
	} {
		if !regexp.MustCompile(pattern).MatchString(text) {
			t.Errorf("%s: no %s", name, pattern)
		}
	}
	for _, secret := range []string{"ada@", "eve@", "Ada", someWord, cookie} {
		if strings.Contains(text, secret) {
			t.Errorf("the metrics contain %q", secret)
		}
	}
	check := exec.Command("promtool", "check", "metrics")
	check.Stdin = strings.NewReader(regexp.MustCompile(`(?m)^.*(go|process|promhttp)_.*\n`).ReplaceAllString(text, ""))
	if output, err := check.CombinedOutput(); err != nil {
		t.Errorf("promtool: %v %s", err, output)
	}
	if got := request(t, "GET", strings.TrimSuffix(m.base, m.database.Name+"/auth")+"metrics", "", ""); strings.Contains(got.body, "neonauth_requests_total") {
		t.Error("the API serves the metrics, too")
	}
}

// Clients without an account cannot add series, and an app's own words do not become labels.
func TestClientsCannotAddMetrics(t *testing.T) {
	t.Parallel()
	m := measure(t)
	m.do(`create function veto() returns trigger language plpgsql as $$ begin raise exception 'no place for %', new.email; end $$;
		create trigger veto before insert on neon_auth."user" for each row execute function veto()`)
	if got := request(t, "POST", m.base+"/sign-up/email", adaSignsUp, ""); got.status != 422 {
		t.Errorf("sign-up: %d %s", got.status, got.body)
	}
	root := strings.TrimSuffix(m.base, "/"+m.database.Name+"/auth")
	for _, path := range []string{"/a", "/a/b", "/nowhere/auth/get-session", "/" + m.database.Name + "/auth/a/b/c", "/" + m.database.Name + "/auth/reset-password/token-1", "/api/v2/projects/a", "/%ff"} {
		for _, method := range []string{"GET", "POST", "BREW", "X-" + strings.Repeat("Y", 100)} {
			for n := range 3 {
				in, err := http.NewRequestWithContext(t.Context(), method, root+path+fmt.Sprint(n), http.NoBody)
				if err != nil {
					t.Fatal(err)
				}
				out, err := http.DefaultClient.Do(in)
				if err != nil {
					t.Fatal(err)
				}
				out.Body.Close()
			}
		}
	}
	text := m.scrape()
	m.wants(text, `neonauth_refusals_total{code="APP_RULE",%s} 1`)
	for _, invented := range []string{"NO_PLACE", "no place", "ada@", "BREW", "YYY", `"/a"`, `"/a0`, "nowhere", "token-1", "a/b/c"} {
		if strings.Contains(text, invented) {
			t.Errorf("%q is in the metrics", invented)
		}
	}
	if n := strings.Count(text, "neonauth_requests_total{"); n > 40 {
		t.Errorf("%d series of requests:\n%s", n, text)
	}
}

// A database that does not answer is reported, and does not delay the others.
func TestMetricsOfAnUnreachableDatabase(t *testing.T) {
	t.Parallel()
	listen := "127.0.0.1:" + freePort(t)
	running(t, build(t), "DATABASE_URL=postgres://x@127.0.0.1:1/gone", serveSecret, "NEONAUTH_METRICS_LISTEN="+listen)
	if text := request(t, "GET", "http://"+listen+"/metrics", "", "").body; !strings.Contains(text, "\nneonauth_database_up{database=\"gone\"} 0\n") {
		t.Error(text)
	}
}

func TestMetricsListen(t *testing.T) {
	t.Parallel()
	program := build(t)
	for value, says := range map[string]string{
		"here": "NEONAUTH_METRICS_LISTEN", "127.0.0.1": "NEONAUTH_METRICS_LISTEN", "127.0.0.1:4400": "must differ",
		"127.0.0.1:" + taken(t): "NEONAUTH_METRICS_LISTEN or --metrics-listen",
	} {
		run := command(t, program, "serve")
		run.Env = plainEnvironment("DATABASE_URL=postgres://x@127.0.0.1:1/gone", serveSecret, "NEONAUTH_METRICS_LISTEN="+value, "NEONAUTH_LISTEN=127.0.0.1:"+map[bool]string{true: "4400", false: freePort(t)}[value == "127.0.0.1:4400"])
		if output, err := run.CombinedOutput(); err == nil || !bytes.Contains(output, []byte(says)) {
			t.Errorf("%s: %v %s", value, err, output)
		}
	}
}
