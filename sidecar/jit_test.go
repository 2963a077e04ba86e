package main_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/console"
	"neonauth/sidecar/pgtest"
)

// TestNothingIsCompiled: on a database that compiles every statement, however cheap, Postgres compiles none of the
// sidecar's: neither on direct connections nor behind a pooler, which passes on no settings.
func TestNothingIsCompiled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("needs Debian's Postgres, with LLVM: make test")
	}
	program := build(t)
	for name, pooled := range map[string]bool{"direct": false, "behind a pooler": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := pgtest.New(t)
			profile(t, d.URL, "default")
			for _, setting := range []string{
				"session_preload_libraries = auto_explain", "auto_explain.log_min_duration = 0", "auto_explain.log_nested_statements = on", "auto_explain.log_analyze = on",
				"auto_explain.log_format = json", "auto_explain.log_level = notice", "jit = on", "jit_above_cost = 0", "jit_inline_above_cost = 0", "jit_optimize_above_cost = 0",
			} {
				do(t, d, "alter database "+d.Name+" set "+setting)
			}
			through := func(address string) string { return address }
			if pooled {
				through = pgbouncer(t, d, "")
			}
			plans := &planReader{}
			installing := "NEONAUTH_MIGRATE_URL=" + pgtest.Proxy(t, through(d.URL), plans.pass)
			listen := "127.0.0.1:" + freePort(t)
			base, _ := serveNeonauth(t, program, pgtest.Proxy(t, through(d.SidecarURL), plans.pass), installing, "NEONAUTH_CONSOLE_LISTEN="+listen)
			walk(t, base)
			run := command(t, program, "key", "create", "--name", "jit")
			run.Env = plainEnvironment(installing)
			key, err := run.Output()
			if err != nil {
				t.Fatal(err)
			}
			visitConsole(t, "http://"+listen, d, strings.TrimSpace(string(key)))
			visitManagement(t, strings.TrimSuffix(base, "/"+d.Name+"/auth"), d, strings.TrimSpace(string(key)))
			if seen, compiled := plans.seen(); len(seen) < 100 || len(compiled) > 0 {
				t.Errorf("of %d statements, these were compiled: %s", len(seen), strings.Join(compiled, "\n"))
			}
			plans = &planReader{}
			conn, err := pgx.Connect(t.Context(), pgtest.Proxy(t, through(d.URL), plans.pass))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(context.WithoutCancel(t.Context()))
			if _, err := conn.Exec(t.Context(), "select count(*) from pg_class", pgx.QueryExecModeSimpleProtocol); err != nil {
				t.Fatal(err)
			}
			if seen, compiled := plans.seen(); len(seen) != 1 || len(compiled) != 1 {
				t.Errorf("without the sidecar %d of %d statements are compiled: this proves nothing", len(compiled), len(seen))
			}
		})
	}
}

// visitConsole opens each page of the console, about a user and an organization of the database, and creates and revokes a key.
func visitConsole(t *testing.T, origin string, d *pgtest.Database, key string) {
	t.Helper()
	do(t, d, `insert into neon_auth.organization (name, slug, "createdAt") values ('Acme', 'acme', now())`)
	var user, organization string
	if err := d.Owner.QueryRow(t.Context(), `select u.id::text, o.id::text from neon_auth."user" u, neon_auth.organization o limit 1`).Scan(&user, &organization); err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	read := func(answer *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s responds with %d (%v)", answer.Request.URL, answer.StatusCode, err)
		}
		return string(text)
	}
	read(client.PostForm(origin+"/console/sign-in", url.Values{"key": {key}}))
	home := origin + "/console/db/" + d.Name
	for _, page := range console.Pages() {
		if page == "/outbox/inbox" || strings.Contains(page, "{") && !strings.HasPrefix(page, "/users/{") && !strings.HasPrefix(page, "/organizations/{") {
			continue
		}
		id := user
		if strings.HasPrefix(page, "/organizations/") {
			id = organization
		}
		read(client.Get(home + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(page, id)))
	}
	_, token, _ := strings.Cut(read(client.Get(home+"/keys/")), `name="csrf" value="`)
	token, _, _ = strings.Cut(token, `"`)
	read(client.PostForm(home+"/keys/new", url.Values{"csrf": {token}, "name": {"more"}, "lifetime": {"week"}}))
	read(client.PostForm(home+"/keys/revoke", url.Values{"csrf": {token}, "id": {"more"}}))
}

// visitManagement reads what the management API shows, and creates a user.
func visitManagement(t *testing.T, origin string, d *pgtest.Database, key string) {
	t.Helper()
	var project, branch string
	if err := d.Owner.QueryRow(t.Context(), "select neon_auth_management.project_id(), neon_auth_management.branch_id()").Scan(&project, &branch); err != nil {
		t.Fatal(err)
	}
	auth := "/projects/" + project + "/branches/" + branch + "/auth"
	for path, body := range map[string]string{
		"/projects": "", "/projects/" + project + "/branches": "", auth: "", auth + "/domains": "", auth + "/oauth_providers": "", auth + "/plugins": "",
		auth + "/users": `{"email": "managed@example.com"}`,
	} {
		method := http.MethodGet
		if body != "" {
			method = http.MethodPost
		}
		if status, answer := callManagement(t, origin, key, method, path, body); status/100 != 2 {
			t.Errorf("%s %s responds with %d %v", method, path, status, answer)
		}
	}
}

// A planReader is a proxy that reads the plans which auto_explain reports to the client.
type planReader struct {
	mutex sync.Mutex
	plans []string
}

func (p *planReader) pass(client, server net.Conn) {
	go func() { // ends with the client
		defer server.Close()
		_, _ = io.Copy(server, client)
	}()
	for {
		message := make([]byte, 5)
		if _, err := io.ReadFull(server, message); err != nil {
			return
		}
		length := int(message[1])<<24 | int(message[2])<<16 | int(message[3])<<8 | int(message[4])
		message = append(message, make([]byte, length-4)...)
		if _, err := io.ReadFull(server, message[5:]); err != nil {
			return
		}
		if _, plan, found := bytes.Cut(message, []byte("plan:\n")); found && message[0] == 'N' {
			p.mutex.Lock()
			p.plans = append(p.plans, string(plan))
			p.mutex.Unlock()
		}
		if _, err := client.Write(message); err != nil {
			return
		}
	}
}

// seen returns all plans so far, and the statements of those that were compiled.
func (p *planReader) seen() (all, compiled []string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, plan := range p.plans {
		if strings.Contains(plan, `"JIT": {`) {
			text, _, _ := strings.Cut(plan, `"Plan": {`)
			compiled = append(compiled, fmt.Sprintf("%.300s", text))
		}
	}
	return p.plans, compiled
}
